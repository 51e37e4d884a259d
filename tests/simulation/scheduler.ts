import type { Instant } from '../../core/time.ts'
import type { Random } from './random.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface Task {
  readonly name: string
  /** Not before then. */
  readonly at: Instant
  /** Who goes on when it runs: nobody while frozen, never once dead. Null: a server or nature itself. */
  readonly owner: SimulatedProcess | null
  run(): void
}

/** Everything a world awaits hangs here. One task runs at a time, chosen by the seed among those whose time has come; only when there is none
 *  does the clock move on. */
export class Scheduler {
  readonly clock: VirtualClock
  steps = 0
  /** Told before each task; may kill its owner, then the task is dropped. */
  before: (task: Task) => void = () => {}
  private tasks: Task[] = []
  private readonly random: Random

  constructor(clock: VirtualClock, random: Random) {
    this.clock = clock
    this.random = random
  }

  add(task: Task): void {
    this.tasks.push(task)
  }

  /** Resolves for the process after this long, never when it has died by then. */
  sleep(owner: SimulatedProcess | null, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.add({ name: 'wakes', at: this.clock.now + Math.max(1, ms), owner, run: resolve })
    return promise
  }

  /** Runs one task and all that follows from it at once. False when there is nothing left to run. */
  async step(): Promise<boolean> {
    this.tasks = this.tasks.filter((task) => task.owner?.alive !== false)
    if (this.tasks.length === 0) return false
    let ready = this.ready()
    if (ready.length === 0) {
      this.clock.advanceTo(Math.min(...this.tasks.map(readyAt)))
      ready = this.ready()
    }
    const task = this.random.pick(ready)
    this.tasks.splice(this.tasks.indexOf(task), 1)
    this.steps += 1
    this.before(task)
    if (task.owner?.alive !== false) task.run()
    await settled()
    return true
  }

  private ready(): readonly Task[] {
    const { now } = this.clock
    return this.tasks.filter((task) => readyAt(task) <= now)
  }
}

const readyAt = ({ at, owner }: Task): Instant => (owner === null ? at : Math.max(at, owner.frozenUntil))

/** Once every promise that could go on has done so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
