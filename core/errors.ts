/** The one question every catch block asks: what should the caller do about it? */
export type Remedy = 'retry' | 'reload' | 'dead-letter' | 'exit'

/** Base of the failures we expect. `details` never holds a secret. */
export abstract class PipelineError extends Error {
  abstract readonly code: string
  abstract readonly remedy: Remedy
  readonly details: Readonly<Record<string, unknown>>

  constructor(message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.details = details
  }
}

/** The far side is down, slow or throttling us. `details.retryAfterMs` carries its own advice, if any. */
export class Unavailable extends PipelineError {
  readonly code = 'unavailable'
  readonly remedy = 'retry'
}

/** Someone wrote first: load again and decide again. */
export class Conflict extends PipelineError {
  readonly code = 'conflict'
  readonly remedy = 'reload'
}

/** A consumer lost its partition to another member: poll again. */
export class StaleMember extends PipelineError {
  readonly code = 'stale-member'
  readonly remedy = 'reload'
}

/** The item cannot be read: name the field and the value in `details`. */
export class Malformed extends PipelineError {
  readonly code = 'malformed'
  readonly remedy = 'dead-letter'
}

/** A person must change something (token, right, file) before it can work. */
export class Misconfigured extends PipelineError {
  readonly code = 'misconfigured'
  readonly remedy = 'exit'
}
