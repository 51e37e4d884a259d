import type { PipelineError } from './errors.ts'

/** What became of one item in a flow. */
export type Outcome<T> = Ok<T> | { readonly kind: 'drop'; readonly reason: string } | Dead

export interface Ok<T> {
  readonly kind: 'ok'
  readonly value: T
}

export interface Dead {
  readonly kind: 'dead'
  readonly error: PipelineError
  readonly raw: unknown
}

export const ok = <T>(value: T): Ok<T> => ({ kind: 'ok', value })
export const dead = (error: PipelineError, raw: unknown): Dead => ({ kind: 'dead', error, raw })
