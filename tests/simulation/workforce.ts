import type { Desk } from './people.ts'
import { simulatedProcess, type SimulatedProcess } from './simulated-process.ts'
import { type Worker, worker, type WorkerOptions } from './worker.ts'

/** The workers that are up, and those that take the places of the dead. */
export class Workforce {
  private readonly options: Omit<WorkerOptions, 'process'>
  private readonly workers: Worker[] = []
  private readonly size: number
  private lives = 0

  constructor(options: Omit<WorkerOptions, 'process'>, size: number) {
    this.options = options
    this.size = size
  }

  get processes(): readonly SimulatedProcess[] {
    return this.workers.map((one) => one.process).filter((one) => one.alive)
  }

  start(): void {
    for (let place = 0; place < this.size; place += 1) this.begin(place)
  }

  /** Kills a process; another takes its place after `restartMs`. */
  crash(process: SimulatedProcess, restartMs: number): void {
    const place = this.workers.findIndex((one) => one.process === process)
    if (place < 0 || !process.alive) return
    process.alive = false
    const { scheduler, clock } = this.options.servers
    scheduler.add({ name: 'a worker starts', at: clock.now + restartMs, owner: null, run: () => this.begin(place) })
  }

  /** All are awake and their clocks are right. */
  heal(): void {
    for (const process of this.processes) {
      process.frozenUntil = 0
      process.skewMs = 0
    }
  }

  end(): void {
    for (const process of this.processes) process.alive = false
  }

  console(): ReturnType<Desk['console']> {
    const up = this.workers.filter((one) => one.process.alive)
    return up.length === 0 ? null : this.options.servers.random.pick(up)
  }

  private begin(place: number): void {
    this.lives += 1
    const process = simulatedProcess(`w${place}.${this.lives}`)
    this.workers[place] = worker({ ...this.options, process })
  }
}
