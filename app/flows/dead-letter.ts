import type { PipelineError } from '../../core/errors.ts'
import { HEADERS, type LogMessage, type NewMessage } from '../../core/message.ts'
import { deadTopic } from '../../core/topics.ts'
import type { Instant } from '../../core/time.ts'

const MESSAGE_LIMIT = 1000

const errorHeaders = (error: PipelineError, stage: string): Record<string, string> => ({
  [HEADERS.errorClass]: error.code,
  [HEADERS.errorMessage]: describe(error).slice(0, MESSAGE_LIMIT).toWellFormed(),
  [HEADERS.errorStage]: stage,
})

function describe(error: PipelineError): string {
  return Object.keys(error.details).length === 0 ? error.message : `${error.message} ${JSON.stringify(error.details)}`
}

/** A message that a stage cannot read, bytes and headers untouched, with where it stood and why. */
export function deadMessage(message: LogMessage, error: PipelineError, stage: string, at: Instant): NewMessage {
  return {
    topic: deadTopic(message.topic),
    key: message.key,
    value: message.value,
    at,
    headers: {
      ...message.headers,
      [HEADERS.originTopic]: message.topic,
      [HEADERS.originPartition]: String(message.partition),
      [HEADERS.originOffset]: String(message.offset),
      [HEADERS.firstFailedAt]: message.headers[HEADERS.firstFailedAt] ?? new Date(at).toISOString(),
      ...errorHeaders(error, stage),
    },
  }
}

/** Longest raw text kept of something a collector could not read; the rest is cut and said so. */
const RAW_LIMIT = 500_000

/** What a collector could not turn into a post. It has no place on the log yet, so its own text is kept. */
export function deadRaw(raw: unknown, error: PipelineError, collector: string, at: Instant): NewMessage {
  const text = (typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'null')).toWellFormed().replaceAll('\0', '\\u0000')
  const cut = text.length > RAW_LIMIT
  return {
    topic: deadTopic('posts'),
    key: collector,
    value: cut ? text.slice(0, RAW_LIMIT).toWellFormed() : text,
    at,
    headers: {
      [HEADERS.originTopic]: 'posts',
      [HEADERS.firstFailedAt]: new Date(at).toISOString(),
      'x-collector': collector,
      ...(cut && { 'x-raw-length': String(text.length) }),
      ...errorHeaders(error, 'collect'),
    },
  }
}
