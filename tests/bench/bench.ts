/** One speed beside its peer. */
export interface Measurement {
  readonly what: string
  readonly unit: string
  readonly value: number
  /** What has to be reached; null for peers and plain facts. */
  readonly bar: string | null
}

export interface Bench {
  readonly name: string
  run(): Promise<readonly Measurement[]>
  /** What keeps it from being faster. */
  readonly limit: string
}

export const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export function lineOf({ what, unit, value, bar }: Measurement): string {
  const shown = value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
  return `  ${what.padEnd(52)} ${shown.padStart(10)} ${unit.padEnd(9)} ${bar === null ? '' : `bar ${bar}`}\n`
}

/** What bin/otklik.mjs gives a process beside its heap. */
export const POOLS = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' }
