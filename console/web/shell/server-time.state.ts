import { signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import { serverClock } from './server-clock.ts'

const clock = serverClock(
  () => Date.now(),
  () => performance.now(),
)
/** The server's time, moved on each second by the page's one timer. */
export const now = signal<Instant>(clock.now())

export const serverNow = clock.now

/** Called with every answer that carries the server's time, so that a wrong clock on the desk shows right countdowns. */
export function serverSaid(at: Instant): void {
  clock.said(at)
  now.value = at
}

/** Called with every word of the live stream that carries it. */
export const serverSaidLately = clock.saidLately

/** `ask`: the server's time, asked for anew when this computer's clock cannot be believed; null: there is nobody to ask for. */
export function startTicking(ask: () => Promise<Instant | null>): void {
  let asking = false
  async function askAnew(): Promise<void> {
    asking = true
    // Not answered, it is asked again with the next second.
    const at = await ask().catch(() => null)
    asking = false
    if (at !== null) serverSaid(at)
  }
  setInterval(() => {
    now.value = serverNow()
    if (clock.hasJumped() && !asking) void askAnew()
  }, 1000)
}
