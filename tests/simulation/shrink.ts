import { FAULTS, type Fault } from './faults.ts'
import type { Outcome } from './history.ts'
import { kindOf } from './invariants/problems.ts'
import type { Plan } from './plan.ts'

/** A run that fails, as small as was found. */
export interface Shrunk {
  readonly plan: Plan
  readonly outcome: Outcome
  readonly tries: number
}

type Try = (plan: Plan) => Promise<Outcome>

const MOST_TRIES = 300

/** Makes a failing plan smaller while it breaks the same kind of promise: fewer kinds of faults, posts, acts and workers, then single faults. */
export async function shrink(failing: Plan, first: Outcome, attempt: Try): Promise<Shrunk> {
  const kinds = new Set(first.problems.map(kindOf))
  let best: Shrunk = { plan: failing, outcome: first, tries: 0 }
  let tries = 0
  const fits = async (plan: Plan): Promise<boolean> => {
    if (tries >= MOST_TRIES) return false
    tries += 1
    const outcome = await attempt(plan)
    const stillFails = outcome.problems.some((problem) => kinds.has(kindOf(problem)))
    if (stillFails) best = { plan, outcome, tries }
    return stillFails
  }
  // A run that fails without any fault needs none, whatever a longer one seemed to need.
  const quiet = new Set(Object.keys(FAULTS) as Fault[])
  for (let posts = 1; posts <= failing.posts && best.plan === failing; posts += 1) await fits({ ...failing, posts, without: quiet })
  // What was needed before may be needless once the run has become another: until nothing more can go.
  for (let before = null as Shrunk | null; before !== best;) {
    before = best
    for (const fault of Object.keys(FAULTS) as Fault[])
      if (!best.plan.without.has(fault)) await fits({ ...best.plan, without: new Set([...best.plan.without, fault]) })
    for (const field of ['posts', 'acts', 'workers'] as const) await lower(field, () => best.plan, fits)
    await leaveOut(() => best, fits)
  }
  return { ...best, tries }
}

/** Halves a number while the run still fails, then takes one off at a time. */
async function lower(field: 'posts' | 'acts' | 'workers', best: () => Plan, fits: (plan: Plan) => Promise<boolean>): Promise<void> {
  const to = (value: number): Promise<boolean> => fits({ ...best(), [field]: value })
  while (best()[field] > 1 && (await to(best()[field] >> 1)));
  while (best()[field] > 1 && (await to(best()[field] - 1)));
}

/** Leaves out single faults: half of those that happened, then ever smaller parts. */
async function leaveOut(best: () => Shrunk, fits: (plan: Plan) => Promise<boolean>): Promise<void> {
  for (let part = best().outcome.faults.length >> 1; part >= 1; part >>= 1) {
    for (let at = 0; at < best().outcome.faults.length;) {
      const { plan, outcome } = best()
      const left = outcome.faults.slice(at, at + part).map((one) => one.number)
      if (!(await fits({ ...plan, skip: new Set([...plan.skip, ...left]) }))) at += part
    }
  }
}
