import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../adapters/embedded/database.ts'
import { openFolder, storeFile } from '../../app/open-store.ts'
import type { Case } from '../../core/case.ts'
import type { Write } from '../../core/documents.ts'
import { queryCases } from '../../core/kept-case.ts'
import type { Store } from '../../core/store.ts'
import { caseWrite } from '../../sla-engine/case-write.ts'
import { decide } from '../../sla-engine/decide/decide.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { openCase } from '../../sla-engine/open-case.ts'
import { sweep } from '../../sla-engine/sweep.ts'
import { CURATOR, deciding, DETECT, moscow } from '../builders/case.ts'
import { aClassification } from '../builders/classification.ts'
import { aPost } from '../builders/post.ts'
import type { Bench, Measurement } from './bench.ts'
import { addCopies } from './open-clocks.ts'
import { TimerTable } from './timer-table.ts'

const CASES = 10_000
/** Two clocks run in each: ROUTE and ANSWER. */
const OPEN_CASES = 1_000_000
const BATCH = 500
const LOOKS = 300
const DETECTED_AT = moscow('17.03.2026 10:00')
/** Every stage of ROUTE and ANSWER is overdue. */
const LATER = moscow('19.03.2026 18:00')
const rules = deciding()

export const bench: Bench = {
  name: 'alarms',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
    try {
      return [...(await small(join(folder, 'small'))), ...(await large(join(folder, 'large'))), ...peer(join(folder, 'peer.db'))]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  limit: 'the fold and the JSON of the case document, and the disk once a batch; the peer keeps a timer and nothing else',
}

/** Cases led through commands, all overdue at once. */
async function small(data: string): Promise<readonly Measurement[]> {
  const store = await openFolder({ data })
  await plant(store, CASES)
  const idle = await idleSweep(store)
  const busyMs = await sweepAll(store)
  const [one] = (await queryCases(store.documents, { limit: 1 })).items
  const fired = (one?.value.clocks ?? []).reduce((sum, clock) => sum + clock.fired.length, 0)
  await store.close()
  return [
    { what: `idle sweep, ${2 * CASES} open clocks, median`, unit: 'ms', value: idle.median, bar: '≤ 1' },
    { what: 'alarms recorded, durable', unit: 'alarms/s', value: (CASES * fired) / (busyMs / 1000), bar: '≥ 10000' },
    { what: 'cases swept', unit: 'cases/s', value: CASES / (busyMs / 1000), bar: null },
  ]
}

/** The same among two million open clocks that are not due. */
async function large(data: string): Promise<readonly Measurement[]> {
  const empty = await openFolder({ data })
  await plant(empty, CASES)
  await empty.close()
  const db = openDatabase(storeFile({ data }), 'write')
  addCopies(db, OPEN_CASES - CASES, LATER)
  db.close()
  const store = await openFolder({ data })
  const idle = await idleSweep(store)
  const busyMs = await sweepAll(store)
  await store.close()
  return [
    { what: `idle sweep, ${(2 * OPEN_CASES) / 1e6} M open clocks, median`, unit: 'ms', value: idle.median, bar: '≤ 1' },
    { what: 'the same, 99th of 100', unit: 'ms', value: idle.p99, bar: null },
    { what: 'cases swept among them', unit: 'cases/s', value: CASES / (busyMs / 1000), bar: null },
  ]
}

function peer(file: string): readonly Measurement[] {
  const timers = new TimerTable(file)
  timers.add(2 * OPEN_CASES, LATER + 1)
  const idle = spread(Array.from({ length: LOOKS }, () => timed(() => timers.fire(LATER, BATCH))))
  const due = 100_000
  const busyMs = timed(() => {
    while (timers.fire(LATER + due, BATCH) === BATCH);
  })
  timers.close()
  return [
    { what: `peer, bare table of ${(2 * OPEN_CASES) / 1e6} M timers: idle look, median`, unit: 'ms', value: idle.median, bar: null },
    { what: 'peer: timers fired, durable', unit: 'timers/s', value: due / (busyMs / 1000), bar: null },
  ]
}

async function plant(store: Store, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH)
    await store.settle({ writes: Array.from({ length: BATCH }, (_, index) => detected(from + index)) })
}

function detected(number: number): Write {
  const id = `vk:comment:-1_${number}` as const
  const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification() }, null, DETECTED_AT, rules)
  const decision = decide(opened, DETECT, { by: CURATOR, at: DETECTED_AT, key: 'k' }, rules)
  if (!decision.ok) throw new Error(`The detection was refused: ${decision.refusal}`)
  const current = decision.facts.reduce<Case>(evolve, opened)
  return caseWrite(current, current.facts, { kind: 'create' })
}

async function idleSweep(store: Store): Promise<Spread> {
  const took: number[] = []
  for (let look = 0; look < LOOKS; look += 1) {
    const begun = performance.now()
    await sweep({ store, ...rules }, DETECTED_AT, BATCH)
    took.push(performance.now() - begun)
  }
  return spread(took)
}

async function sweepAll(store: Store): Promise<number> {
  const begun = performance.now()
  while ((await sweep({ store, ...rules }, LATER, BATCH)) === BATCH);
  return performance.now() - begun
}

interface Spread {
  readonly median: number
  readonly p99: number
}

function spread(took: readonly number[]): Spread {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { median: at(0.5), p99: at(0.99) }
}

function timed(work: () => unknown): number {
  const begun = performance.now()
  work()
  return performance.now() - begun
}
