import type { PipelineError } from '../../core/errors.ts'
import { HEADERS, type LogMessage, type NewMessage } from '../../core/message.ts'
import { storableProblem } from '../../core/storable.ts'
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

/** A message that a stage cannot read or the store does not take, as it was where a log takes it so, with where it stood and why. */
export function deadMessage(message: LogMessage, error: PipelineError, stage: string, at: Instant): NewMessage {
  const letter = {
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
  return storableProblem(letter) === null ? letter : storableLetter(letter)
}

/** What a collector could not turn into a post, or into one that fits. It has no place on the log yet, so its own text is kept. */
export function deadRaw(raw: unknown, error: PipelineError, collector: string, at: Instant): NewMessage {
  return storableLetter({
    topic: deadTopic('posts'),
    key: collector,
    value: typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'null'),
    at,
    headers: {
      [HEADERS.originTopic]: 'posts',
      [HEADERS.firstFailedAt]: new Date(at).toISOString(),
      'x-collector': collector,
      ...errorHeaders(error, 'collect'),
    },
  })
}

/** Letters kept of a text that no log takes whole, whatever bytes they need; the rest is cut and said so. */
const RAW_LIMIT = 340_000

/** The letter as every log takes it. */
function storableLetter({ key, value, headers, ...rest }: NewMessage): NewMessage {
  const cut = value.length > RAW_LIMIT
  const texts = Object.entries(headers).map(([name, text]) => [name, withoutNul(text)])
  return {
    ...rest,
    key: withoutNul(key),
    value: withoutNul(cut ? value.slice(0, RAW_LIMIT) : value),
    headers: { ...Object.fromEntries(texts), ...(cut && { 'x-raw-length': String(value.length) }) },
  }
}

const withoutNul = (text: string): string => text.toWellFormed().replaceAll('\0', '\\u0000')
