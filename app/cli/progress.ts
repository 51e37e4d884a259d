import type { Io } from './command.ts'

const REDRAW_MS = 200

export interface Progress {
  add(count: number): void
  close(): void
}

/** A counting line on standard error while a person watches; nothing otherwise. */
export function progress(io: Pick<Io, 'stderr' | 'watched'>, what: string): Progress {
  let total = 0
  let drawnAt = 0
  const draw = (): void => void io.stderr.write(`\r${total} ${what}`)
  return {
    add(count) {
      total += count
      const now = performance.now()
      if (!io.watched || now - drawnAt < REDRAW_MS) return
      drawnAt = now
      draw()
    },
    close() {
      if (!io.watched) return
      draw()
      io.stderr.write('\n')
    },
  }
}
