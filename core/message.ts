import { jsonOf } from './shared-json.ts'
import type { Text } from './text.ts'
import type { Instant } from './time.ts'

/** Header names of a CloudEvents 1.0 message in Kafka's binary mode, and of our own hops. */
export const HEADERS = {
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  time: 'ce_time',
  specVersion: 'ce_specversion',
  contentType: 'content-type',
  originTopic: 'x-orig-topic',
  originPartition: 'x-orig-partition',
  originOffset: 'x-orig-offset',
  /** In ms since the epoch, as the log has it: what a foreign producer says need not be a time. */
  originTime: 'x-orig-ts',
  attempt: 'x-attempt',
  firstFailedAt: 'x-first-failed-at',
  errorClass: 'x-error-class',
  errorMessage: 'x-error-message',
  errorStage: 'x-error-stage',
  worker: 'x-worker',
  redriveId: 'x-redrive-id',
  /** `base64`: the value is the base64 of bytes that are no UTF-8, which only another system's producer sends. */
  rawEncoding: 'x-raw-encoding',
  /** Letters that a raw item had of which only the beginning was kept. */
  rawLength: 'x-raw-length',
  /** Which collector has set a raw item aside. */
  collector: 'x-collector',
  traceParent: 'traceparent',
} as const

/** A message on its way to the log. `id` becomes `ce_id`: the same id twice is the same event. */
export interface NewMessage {
  readonly topic: string
  /** Messages with one key keep their order. Empty is allowed and means partition 0. */
  readonly key: string
  /** UTF-8 JSON; up to 1 MiB. */
  readonly value: Text
  readonly headers: Readonly<Record<string, string>>
  readonly at: Instant
}

/** A message as read from the log. */
export interface LogMessage extends NewMessage {
  readonly value: string
  readonly partition: number
  readonly offset: number
}

/** Builds a CloudEvents message. `type` like `otklik.post.v1`. */
export function cloudEvent(event: {
  readonly topic: string
  readonly key: string
  readonly id: string
  readonly type: string
  readonly at: Instant
  readonly data: unknown
  readonly headers?: Readonly<Record<string, string>>
}): NewMessage {
  return {
    topic: event.topic,
    key: event.key,
    value: jsonOf(event.data),
    at: event.at,
    headers: {
      ...event.headers,
      [HEADERS.id]: event.id,
      [HEADERS.source]: '/otklik',
      [HEADERS.type]: event.type,
      [HEADERS.time]: new Date(event.at).toISOString(),
      [HEADERS.specVersion]: '1.0',
      [HEADERS.contentType]: 'application/json',
    },
  }
}
