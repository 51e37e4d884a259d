import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { Store } from '../../../core/store.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { patiently } from '../../../app/patience.ts'
import { aPost } from '../../builders/post.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'
import { figureOf } from './figure.ts'
import { type Fleet, fleet, type Role } from './fleet.ts'
import { problemsOf } from './installation.ts'

const KILLS = Number(process.env['OTKLIK_TEST_KILLS'] ?? 5)
const BACKLOG = Number(process.env['OTKLIK_TEST_BACKLOG'] ?? 4000)
const SETTLED_WITHIN_MS = 240_000
const RSS_LIMIT_KB = 400_000
const STAGES: readonly Role[] = ['classify', 'route', 'relay']

/** `Яма на улице …` needs a response and becomes a case, small talk only goes to the archive. */
const textOf = (number: number): string =>
  number % 2 === 0 ? `Яма номер ${number} в Рыльске, когда почините дорогу?` : `С добрым утром, земляки! ${number}`

describe('workers of one installation on Kafka and Elasticsearch', function () {
  this.timeout(600_000 + KILLS * 60_000)
  let all: Fleet
  let store: Store
  let posted = 0

  beforeEach(async () => {
    all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'info' })
    store = await all.open()
    posted = 0
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.log(await all.report())
    await store.close()
    await all.dispose()
  })

  /** Puts posts on the log as a collector does. */
  async function post(count: number): Promise<void> {
    // What was collected long ago is past its retention, and a broker drops it unread.
    const collectedAt = Date.now()
    const messages = Array.from({ length: count }, (_, index) => {
      const number = posted + index
      const id = `vk:wall:-1_${number}` as const
      return postMessage(aPost({ id, rootId: id, text: textOf(number), collectedAt }))
    })
    posted += count
    await store.log.append(messages)
  }

  /** The first post of a month makes an index, which no search finds ready at once. */
  const archived = (): Promise<number> =>
    patiently({ signal: new AbortController().signal, withinMs: SETTLED_WITHIN_MS, report: () => {} }, () =>
      store.documents.count({ collection: 'posts' }),
    )
  const allArchived = () => eventually(archived, (count) => count === posted, SETTLED_WITHIN_MS)
  const rssKb = ({ child }: OtklikProcess): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
  const exited = ({ child }: OtklikProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()))

  it(`lose and double nothing over ${KILLS} kills under load`, async () => {
    const running = new Map(await Promise.all(STAGES.map(async (role) => [role, await all.start([role])] as const)))
    for (let kill = 0; kill < KILLS; kill += 1) {
      await post(300)
      const before = await archived()
      // In the middle of the work: something of this load is through, not all of it.
      await eventually(archived, (count) => count > before, SETTLED_WITHIN_MS)
      const role = STAGES[kill % STAGES.length] ?? 'route'
      const victim = running.get(role)
      if (victim === undefined) throw new Error(`No ${role} runs`)
      const gone = exited(victim)
      victim.child.kill('SIGKILL')
      await gone
      running.set(role, await all.start([role]))
    }
    await post(300)
    await allArchived()
    await check()
  })

  it('share the partitions of a stage, and go on without a gap when one is asked to stop', async () => {
    const [first, second, router] = await Promise.all([all.start(['classify']), all.start(['classify']), all.start(['route', 'relay'])])
    await post(BACKLOG)
    // Whoever joins the group first may have begun alone: there is work until both have a share.
    await eventually(
      async () => {
        const counts = await Promise.all([first, second].map(batches))
        if (counts.includes(0)) await post(100)
        return counts
      },
      (counts) => counts.every((count) => count > 0),
      SETTLED_WITHIN_MS,
    )
    // After 25 s a stop would be given up with another code.
    expect(await first.stop()).to.equal(0)
    await post(200)
    const most = { classify: 0, route: 0 }
    await eventually(
      async () => {
        most.classify = Math.max(most.classify, rssKb(second))
        most.route = Math.max(most.route, rssKb(router))
        return archived()
      },
      (count) => count === posted,
      SETTLED_WITHIN_MS,
    )
    console.log(`      RSS on a backlog of ${BACKLOG}, kB: classify ${most.classify}, route and relay ${most.route}`)
    expect(Math.max(most.classify, most.route)).to.be.below(RSS_LIMIT_KB)
    await check()
  })

  const batches = (one: OtklikProcess): Promise<number> => figureOf(one, 'otklik_batch_messages_count{stage="classifier"}')

  async function check(): Promise<void> {
    const ids = Array.from({ length: posted }, (_, number) => `vk:wall:-1_${number}`)
    const needy = ids.filter((_, number) => number % 2 === 0)
    const problems = await eventually(
      () => problemsOf(store, { posts: ids, cases: needy }),
      (found) => found.length === 0,
      SETTLED_WITHIN_MS,
    )
    expect(problems).to.deep.equal([])
  }
})
