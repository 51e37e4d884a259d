import { signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'

let offsetMs = 0
/** The server's time, moved on each second by the page's one timer. */
export const now = signal<Instant>(Date.now())

/** Called with every answer that carries the server's time, so that a wrong clock on the desk shows right countdowns. */
export function serverSaid(at: Instant): void {
  offsetMs = at - Date.now()
  now.value = at
}

export const serverNow = (): Instant => Date.now() + offsetMs

export function startTicking(): void {
  setInterval(() => (now.value = serverNow()), 1000)
}
