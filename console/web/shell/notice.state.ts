import { signal } from '@preact/signals'

export interface Notice {
  readonly kind: 'done' | 'problem'
  readonly text: string
}

/** The last word about an action, read out by screen readers; problems stay until the next one. */
export const notice = signal<Notice | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function notify(kind: Notice['kind'], text: string): void {
  clearTimeout(timer)
  notice.value = { kind, text }
  if (kind === 'done') timer = setTimeout(() => (notice.value = null), 4000)
}
