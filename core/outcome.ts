import type { PipelineError } from './errors.ts'

/** What became of one item in a flow. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'dead'; readonly error: PipelineError; readonly raw: unknown }

export const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value })
export const dead = (error: PipelineError, raw: unknown): Outcome<never> => ({ kind: 'dead', error, raw })
