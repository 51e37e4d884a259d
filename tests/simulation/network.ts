import { Unavailable } from '../../core/errors.ts'
import type { Fault, Faults } from './faults.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimulatedProcess } from './simulated-process.ts'

export interface Request<T> {
  readonly from: SimulatedProcess
  readonly name: string
  /** What can happen to it on the way. */
  readonly dangers: readonly Fault[]
  /** The server's part; it happens at one instant. */
  readonly apply: () => T
  /** The server's part when the adapter asks once more whether the first try was done. */
  readonly reread?: () => T
}

/** Most ways are short; some are long enough for much else to happen meanwhile. */
const WAYS_MS = [10, 10, 20, 20, 20, 20, 20, 600]
const TIMEOUT_MS = 1000
const LATEST_MS = 4000

/** Between a process and the servers: every request takes its time there and back, and may be lost on either way. */
export class Network {
  private readonly scheduler: Scheduler
  private readonly faults: Faults
  private readonly random: Random

  constructor(scheduler: Scheduler, faults: Faults, random: Random) {
    this.scheduler = scheduler
    this.faults = faults
    this.random = random
  }

  /** @throws {Unavailable} when no answer comes; what `apply` throws */
  request<T>({ from, name, dangers, apply, reread }: Request<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    if (!from.alive) return promise
    const fate = this.faults.among(dangers, `${from.id} ${name}`)
    const later = (owner: SimulatedProcess | null, afterMs: number, run: () => void): void =>
      this.scheduler.add({ name: `${from.id} ${name}`, owner, at: this.scheduler.clock.now + afterMs, run })
    const way = (): number => 1 + this.random.int(this.random.pick(WAYS_MS))
    const silence = (ms: number): void => later(from, ms, () => reject(new Unavailable(`${name}: no answer`)))
    const serve = (act: () => T, answered: (answer: () => void) => void): void => {
      // Of what a process had sent when it died, some arrives and some does not.
      if (!from.alive && this.random.chance(0.5)) return
      try {
        const value = act()
        answered(() => resolve(value))
      } catch (error) {
        answered(() => reject(error))
      }
    }
    const answer = (act: () => void): void => later(from, way(), act)
    const courses: Partial<Record<Fault, () => void>> = {
      refused: () => later(from, way(), () => reject(new Unavailable(`${name}: 503`))),
      lost: () => silence(TIMEOUT_MS),
      unanswered: () => later(null, way(), () => serve(apply, () => silence(TIMEOUT_MS))),
      late: () => {
        silence(TIMEOUT_MS)
        later(null, TIMEOUT_MS + this.random.int(LATEST_MS), () => serve(apply, () => {}))
      },
      reread: () => later(null, way(), () => serve(apply, () => later(null, TIMEOUT_MS, () => serve(reread ?? apply, answer)))),
      twice: () =>
        later(null, way(), () => {
          serve(apply, () => {})
          later(null, way(), () => serve(apply, answer))
        }),
    }
    const ordinary = (): void => later(null, way(), () => serve(apply, answer))
    ;(fate === null ? ordinary : (courses[fate] ?? ordinary))()
    return promise
  }
}
