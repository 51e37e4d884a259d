import type { Random } from './random.ts'
import type { Servers } from './servers.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Workforce } from './workforce.ts'

const MINUTE_MS = 60_000
const LONGEST_FREEZE_MS = 30_000
const LONGEST_SKEW_MS = 120 * MINUTE_MS
const LONGEST_RESTART_MS = 3000
const LEAPS_MS = [2 * MINUTE_MS, 35 * MINUTE_MS, 90 * MINUTE_MS, 9 * 60 * MINUTE_MS]
const BETWEEN_MS = 700
const MOMENTS = 45

/** What befalls processes and time while nobody asks for anything. */
export class Nature {
  private readonly servers: Servers
  private readonly workforce: Workforce
  private readonly random: Random
  private moments = 0

  constructor(servers: Servers, workforce: Workforce, random: Random) {
    this.servers = servers
    this.workforce = workforce
    this.random = random
  }

  start(): void {
    const { scheduler, clock } = this.servers
    this.moments += 1
    scheduler.add({
      name: 'wakes',
      at: clock.now + BETWEEN_MS,
      owner: null,
      run: () => {
        this.happen()
        if (!this.hasPassed()) this.start()
      },
    })
  }

  /** Whether the time of faults is over. */
  hasPassed(): boolean {
    return this.moments >= MOMENTS
  }

  /** A process can die wherever it waits, just when it would go on. */
  maybeCrash(process: SimulatedProcess, where: string): void {
    if (!this.workforce.processes.includes(process)) return
    if (this.servers.faults.strikes('crash', where)) this.workforce.crash(process, 1 + this.random.int(LONGEST_RESTART_MS))
  }

  private happen(): void {
    const { faults, clock } = this.servers
    for (const process of this.workforce.processes) {
      if (faults.strikes('freeze', process.id)) process.frozenUntil = clock.now + this.random.int(LONGEST_FREEZE_MS)
      if (faults.strikes('skew', process.id)) process.skewMs = this.random.int(2 * LONGEST_SKEW_MS) - LONGEST_SKEW_MS
    }
    if (faults.strikes('leap', 'time')) this.leap(this.random.pick(LEAPS_MS))
  }

  private leap(ms: number): void {
    const { clock, log } = this.servers
    if (this.random.chance(0.6)) for (const group of log.groups.values()) group.prolong(ms)
    clock.advanceTo(clock.now + ms)
  }
}
