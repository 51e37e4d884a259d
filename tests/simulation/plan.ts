import type { Fault } from './faults.ts'

/** Everything a run follows from: the same plan gives the same run, step by step. */
export interface Plan {
  readonly seed: number
  readonly posts: number
  readonly acts: number
  readonly workers: number
  readonly without: ReadonlySet<Fault>
  /** Numbers of single faults that are left out. */
  readonly skip: ReadonlySet<number>
}

export const planOf = (seed: number): Plan => ({
  seed,
  posts: 4 + (seed % 5),
  acts: 40,
  workers: 2 + (seed % 2),
  without: new Set(),
  skip: new Set(),
})
