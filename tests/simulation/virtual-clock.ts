import type { Instant } from '../../core/time.ts'

/** The one true time of a world. It never goes back; what a process reads of it may. */
export class VirtualClock {
  now: Instant

  constructor(startAt: Instant) {
    this.now = startAt
  }

  /** An earlier instant changes nothing. */
  advanceTo(at: Instant): void {
    this.now = Math.max(this.now, at)
  }
}
