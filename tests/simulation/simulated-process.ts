import type { Instant } from '../../core/time.ts'

/** One life of a worker, or a person's browser. After a crash a new one takes its place, with a new id. */
export interface SimulatedProcess {
  readonly id: string
  alive: boolean
  /** Stopped until then: what it asked for happens, but it hears and does nothing. Afterwards it goes on as if nothing had been. */
  frozenUntil: Instant
  /** What its clock shows beyond the true time. */
  skewMs: number
}

export const simulatedProcess = (id: string): SimulatedProcess => ({ id, alive: true, frozenUntil: 0, skewMs: 0 })
