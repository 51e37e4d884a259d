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
