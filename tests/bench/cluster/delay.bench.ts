import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { queryCases } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { lagOf } from '../../../app/lag.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { fleet } from '../../services/cluster/fleet.ts'
import type { Bench } from '../bench.ts'
import { put } from './posts.ts'

const PACE_PER_SECOND = 100
const SECONDS = 20
const STEPS_PER_SECOND = 10
const WARM_UP = 500
/** Cases that come between two looks, and more. */
const NEWEST = 200

export const bench: Bench = {
  name: `from the collector's stamp to the first search that shows the case, ${PACE_PER_SECOND} posts/s, classify and route a process each`,
  async run() {
    const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'warn' })
    const store = await all.open()
    try {
      const workers = await Promise.all([all.start(['classify']), all.start(['route'])])
      await put(store, 0, WARM_UP)
      while ((await waiting(store)) > 0) await sleep(200)
      const took = (await watched(store)).toSorted((a, b) => a - b)
      const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
      return [
        { what: 'median', unit: 'ms', value: at(0.5), bar: null },
        { what: '99th of 100', unit: 'ms', value: at(0.99), bar: null },
        { what: 'cases seen', unit: '', value: took.length, bar: null },
        ...workers.map((one) => ({ what: `most RSS: ${one.child.spawnargs.at(-1)}`, unit: 'MB', value: mostRssMb(one), bar: '≤ 400' })),
      ]
    } finally {
      await store.close()
      await all.dispose()
    }
  },
  limit: 'Elasticsearch shows a document at its next refresh, once a second',
}

const mostRssMb = ({ child }: OtklikProcess): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1000

async function waiting({ log }: Store): Promise<number> {
  const lags = await Promise.all([lagOf(log, 'classifier', 'posts'), lagOf(log, 'intake', 'posts.classified')])
  return lags.reduce((sum, one) => sum + one.messages, 0)
}

/** Milliseconds for each case that came of the paced posts. */
async function watched(store: Store): Promise<readonly number[]> {
  const stop = new AbortController()
  const begunAt = Date.now()
  const sending = paced(store).finally(() => setTimeout(() => stop.abort(), 5000))
  const took = new Map<string, number>()
  while (!stop.signal.aborted) {
    const page = await queryCases(store.documents, { sort: { field: 'openedAt', order: 'desc' }, limit: NEWEST })
    const at = Date.now()
    for (const { id, value } of page.items)
      if (value.post.collectedAt >= begunAt && !took.has(id)) took.set(id, at - value.post.collectedAt)
    await sleep(20)
  }
  await sending
  return [...took.values()]
}

async function paced(store: Store): Promise<void> {
  const each = PACE_PER_SECOND / STEPS_PER_SECOND
  const begunAt = performance.now()
  for (let step = 0; step < SECONDS * STEPS_PER_SECOND; step += 1) {
    await sleep(Math.max(0, begunAt + (step * 1000) / STEPS_PER_SECOND - performance.now()))
    await put(store, WARM_UP + step * each, each)
  }
}
