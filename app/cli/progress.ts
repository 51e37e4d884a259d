import type { Io } from './command.ts'

const REDRAW_MS = 200

export interface Progress {
  add(count: number): void
  close(): void
}

/** A counting line on standard error while a person watches; nothing otherwise. `shown` words the count. */
export function progress(io: Pick<Io, 'stderr' | 'watched'>, what: string, shown: (total: number) => string = String): Progress {
  let total = 0
  let drawnAt = 0
  const draw = (): void => {
    drawnAt = performance.now()
    if (io.watched) io.stderr.write(`\r${shown(total)} ${what}`)
  }
  draw()
  return {
    add(count) {
      total += count
      if (performance.now() - drawnAt >= REDRAW_MS) draw()
    },
    close() {
      draw()
      if (io.watched) io.stderr.write('\n')
    },
  }
}

/** One counting line after another: a step that begins ends the one before it. */
export function steps(io: Pick<Io, 'stderr' | 'watched'>): { step(name: string): (count: number) => void; close(): void } {
  let running: Progress | null = null
  return {
    step(name) {
      running?.close()
      running = progress(io, name)
      return running.add
    },
    close: () => running?.close(),
  }
}

/** Bytes as people say them. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
