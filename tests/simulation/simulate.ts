import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Outcome } from './history.ts'
import { PLANTED } from './planted/planted.ts'
import { PRODUCT, type Parts } from './parts.ts'
import { type Plan, planOf } from './plan.ts'
import { planFrom, reportOf, whole } from './report.ts'
import { shrink } from './shrink.ts'
import { run } from './world.ts'

/** The seeds of one thread: from, from + step, … below `to`. */
interface Share {
  readonly from: number
  readonly to: number
  readonly step: number
  readonly bug: string | null
}

interface Done {
  readonly seed: number
  readonly steps: number
  readonly faults: number
  readonly problems: readonly string[]
}

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  seed: { type: 'string' },
  /** Runs with one of the planted bugs. */
  bug: { type: 'string' },
  posts: { type: 'string' },
  acts: { type: 'string' },
  workers: { type: 'string' },
  without: { type: 'string' },
  skip: { type: 'string' },
} as const
const SEEDS = 20_000
const TOLD_EVERY = 1000

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function partsWith(bug: string | null): Parts {
  const planted = bug === null ? {} : PLANTED.find((one) => one.name === bug)?.parts
  if (planted === undefined) throw new RangeError(`--bug: there is no ${bug}; there are ${PLANTED.map((one) => one.name).join(', ')}`)
  return { ...PRODUCT, ...planted }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const bug = values.bug ?? null
  const parts = partsWith(bug)
  if (values.seed !== undefined) return one(planFrom(whole('seed', values.seed, 0), values), parts)
  const from = whole('from', values.from, 0)
  const failing = await many({ from, to: from + whole('seeds', values.seeds, SEEDS), step: 1, bug })
  if (failing === null) return
  const plan = planOf(failing)
  const first = await run(plan, { parts })
  const smaller = await shrink(plan, first, (next) => run(next, { parts }))
  await one(smaller.plan, parts)
}

/** One plan with its whole trace. */
async function one(plan: Plan, parts: Parts): Promise<void> {
  const outcome: Outcome = await run(plan, { parts, traced: true })
  if (outcome.problems.length > 0) process.exitCode = 1
  say(
    outcome.problems.length > 0
      ? reportOf(plan, outcome)
      : `seed ${plan.seed}: every promise kept in ${outcome.steps} steps, ${outcome.faults.length} faults`,
  )
}

/** All seeds over all cores; the smallest that fails, null when none does. */
async function many(share: Share): Promise<number | null> {
  const begun = performance.now()
  const threads = availableParallelism()
  const totals = { seeds: 0, steps: 0, faults: 0 }
  const failing: Done[] = []
  const count = (done: Done): void => {
    totals.seeds += 1
    totals.steps += done.steps
    totals.faults += done.faults
    if (done.problems.length > 0) failing.push(done)
    if (totals.seeds % TOLD_EVERY === 0) say(`${totals.seeds} seeds, ${failing.length} fail`)
  }
  await Promise.all(Array.from({ length: threads }, (_, thread) => inThread({ ...share, from: share.from + thread, step: threads }, count)))
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  say(`${totals.seeds} seeds in ${seconds} s: ${totals.steps} steps, ${totals.faults} faults, ${failing.length} seeds fail`)
  for (const { seed, problems } of failing.slice(0, 20)) say(`  seed ${seed}: ${problems[0]}`)
  return failing.length === 0 ? null : Math.min(...failing.map((one) => one.seed))
}

function inThread(share: Share, count: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share })
    worker.on('message', count)
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}

async function runShare({ from, to, step, bug }: Share): Promise<void> {
  const parts = partsWith(bug)
  for (let seed = from; seed < to; seed += step) {
    const { steps, faults, problems } = await run(planOf(seed), { parts })
    parentPort?.postMessage({ seed, steps, faults: faults.length, problems } satisfies Done)
  }
}

await (isMainThread ? main() : runShare(workerData as Share))
