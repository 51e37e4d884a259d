import { FAULTS, type Fault } from './faults.ts'
import type { Outcome } from './history.ts'
import { planOf, type Plan } from './plan.ts'

/** Lines of the trace shown at each of its ends. */
const SHOWN = 400

/** A failing run in words: which promises, what befell it, step by step, and how to run it again. */
export function reportOf(plan: Plan, { problems, faults, trace, steps }: Outcome): string {
  return [
    `seed ${plan.seed}: ${problems.length} broken promises`,
    ...problems.map((problem) => `  ${problem}`),
    `smallest run found: ${plan.posts} posts, ${plan.acts} acts, ${plan.workers} workers, ${steps} steps, ${faults.length} faults`,
    ...faults.map(({ number, fault, where }) => `  ${number} ${fault}: ${where}`),
    ...shortened(trace),
    `again: npm run simulate -- ${argumentsOf(plan).join(' ')}`,
  ].join('\n')
}

const shortened = (trace: readonly string[]): readonly string[] =>
  trace.length <= 2 * SHOWN ? trace : [...trace.slice(0, SHOWN), `… ${trace.length - 2 * SHOWN} lines …`, ...trace.slice(-SHOWN)]

/** What `npm run simulate` takes to run this very plan. */
export function argumentsOf(plan: Plan): readonly string[] {
  const usual = planOf(plan.seed)
  const numbers = (['posts', 'acts', 'workers'] as const).filter((field) => plan[field] !== usual[field])
  return [
    `--seed ${plan.seed}`,
    ...numbers.map((field) => `--${field} ${plan[field]}`),
    ...(plan.without.size > 0 ? [`--without ${[...plan.without].join()}`] : []),
    ...(plan.skip.size > 0 ? [`--skip ${[...plan.skip].join()}`] : []),
  ]
}

export interface PlanArguments {
  readonly posts?: string
  readonly acts?: string
  readonly workers?: string
  readonly without?: string
  readonly skip?: string
}

/** The other way round. @throws {RangeError} naming what cannot be read */
export function planFrom(seed: number, given: PlanArguments): Plan {
  const usual = planOf(seed)
  return {
    seed,
    posts: whole('posts', given.posts, usual.posts),
    acts: whole('acts', given.acts, usual.acts),
    workers: whole('workers', given.workers, usual.workers),
    without: new Set(listed(given.without).map(faultNamed)),
    skip: new Set(listed(given.skip).map((text) => whole('skip', text, 0))),
  }
}

const listed = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : text.split(','))

function faultNamed(text: string): Fault {
  if (!(text in FAULTS)) throw new RangeError(`--without: there is no fault ${text}; there are ${Object.keys(FAULTS).join(', ')}`)
  return text as Fault
}

export function whole(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} takes a whole number, not ${text}`)
  return value
}
