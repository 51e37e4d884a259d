import type { Parts } from '../parts.ts'
import type { Plan } from '../plan.ts'

/** A fault put into the product on purpose, to show that the simulation would find it. */
export interface PlantedBug {
  readonly name: string
  /** What it does wrong, as a sentence that goes on after "the product". */
  readonly about: string
  readonly parts: Partial<Parts>
  /** A world in which it has more occasion than in the usual one. */
  readonly plan?: Partial<Pick<Plan, 'posts' | 'acts' | 'workers'>>
}
