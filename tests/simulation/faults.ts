import type { Random } from './random.ts'

/** What can go wrong, with how often it does in ordinary weather, per occasion. */
export const FAULTS = {
  /** A process dies between two steps; half of what it had sent still arrives. */
  crash: 0.003,
  /** A process hears and does nothing for up to a minute, longer than its lease, and then goes on. */
  freeze: 0.02,
  /** Partitions are dealt anew. */
  rebalance: 0.01,
  /** A member is given its own partitions anew and reads again from its commit. */
  redelivery: 0.01,
  /** 429 or 503: certainly nothing was done. */
  refused: 0.012,
  /** No answer, and nothing was done. */
  lost: 0.006,
  /** No answer, but it was done. */
  unanswered: 0.02,
  /** No answer, and it is done some time after the caller has given up. */
  late: 0.1,
  /** The answer is lost; the adapter asks again and finds out by reading. */
  reread: 0.04,
  /** The adapter sends again what had been written. */
  twice: 0.05,
  /** 409 to a write that would have been right. */
  conflict: 0.04,
  /** The clock of a process goes ahead or back by up to two hours. */
  skew: 0.02,
  /** Minutes or hours in which nobody did anything: deadlines pass, sometimes leases too. */
  leap: 0.08,
} as const
export type Fault = keyof typeof FAULTS

const ALL = Object.keys(FAULTS) as Fault[]

/** Some faults never, some often: each seed looks into another corner. */
const STRENGTHS = [0, 0, 1, 1, 4]

export interface Occurrence {
  readonly number: number
  readonly fault: Fault
  readonly where: string
}

export interface FaultOptions {
  readonly random: Random
  /** Faults that never happen. */
  readonly without: ReadonlySet<Fault>
  /** Occurrences that do not happen, by number. */
  readonly skip: ReadonlySet<number>
  readonly told: (occurrence: Occurrence) => void
}

/** Draws every fault of a run. A fault that is left out is drawn all the same, so that the others stay where they are. */
export class Faults {
  count = 0
  readonly random: Random
  private on = true
  private readonly options: FaultOptions
  private readonly rates: Readonly<Record<Fault, number>>

  constructor(options: FaultOptions) {
    this.options = options
    this.random = options.random
    const weather = options.random.fork('weather')
    this.rates = Object.fromEntries(ALL.map((fault) => [fault, FAULTS[fault] * weather.pick(STRENGTHS)])) as Record<Fault, number>
  }

  /** Nothing goes wrong any more. */
  end(): void {
    this.on = false
  }

  /** Whether this fault happens here and now. */
  strikes(fault: Fault, where: string): boolean {
    if (!this.on || !this.random.chance(this.rates[fault])) return false
    const number = this.count
    this.count += 1
    if (this.options.skip.has(number) || this.options.without.has(fault)) return false
    this.options.told({ number, fault, where })
    return true
  }

  /** The first of these faults that happens. */
  among<F extends Fault>(faults: readonly F[], where: string): F | null {
    return faults.find((fault) => this.strikes(fault, where)) ?? null
  }
}
