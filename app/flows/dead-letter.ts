import type { PipelineError } from '../../core/errors.ts'
import { HEADERS, type LogMessage, type NewMessage } from '../../core/message.ts'
import { storableProblem } from '../../core/storable.ts'
import { deadTopic } from '../../core/topics.ts'
import type { Instant } from '../../core/time.ts'
import { WORKER_NAME } from '../worker-name.ts'

const MESSAGE_LIMIT = 1000

/** Where and when a message was given up. */
export interface GivenUp {
  readonly stage: string
  /** Tries that ended with this error, the last of them with the message alone. A message that was driven again begins with 1 again. */
  readonly attempt: number
  readonly at: Instant
}

const failureHeaders = (error: PipelineError, { stage, attempt, at }: GivenUp): Record<string, string> => ({
  [HEADERS.attempt]: String(attempt),
  [HEADERS.firstFailedAt]: iso(at),
  [HEADERS.errorClass]: error.code,
  [HEADERS.errorMessage]: describe(error).slice(0, MESSAGE_LIMIT).toWellFormed(),
  [HEADERS.errorStage]: stage,
  [HEADERS.worker]: WORKER_NAME,
})

const iso = (at: Instant): string => new Date(at).toISOString()

function describe(error: PipelineError): string {
  return Object.keys(error.details).length === 0 ? error.message : `${error.message} ${JSON.stringify(error.details)}`
}

/** A message that a stage cannot read or the store does not take, as it was where a log takes it so, with where it stood and why. What it says of
 *  an earlier failure is said anew, but for when it first failed. */
export function deadMessage(message: LogMessage, error: PipelineError, givenUp: GivenUp): NewMessage {
  const letter = {
    topic: deadTopic(message.topic),
    key: message.key,
    value: message.value,
    at: givenUp.at,
    headers: {
      ...message.headers,
      [HEADERS.originTopic]: message.topic,
      [HEADERS.originPartition]: String(message.partition),
      [HEADERS.originOffset]: String(message.offset),
      [HEADERS.originTime]: String(message.at),
      ...failureHeaders(error, givenUp),
      [HEADERS.firstFailedAt]: message.headers[HEADERS.firstFailedAt] ?? iso(givenUp.at),
    },
  }
  return storableProblem(letter) === null ? letter : storableLetter(letter)
}

/** Which collector met it, and when. */
export interface MetBy {
  readonly collector: string
  readonly at: Instant
  /** Of a post that does not fit. */
  readonly trace?: NewMessage['headers']
}

/** What a collector could not turn into a post, or into one that fits. It has no place on the log yet, so its own text is kept. */
export function deadRaw(raw: unknown, error: PipelineError, { collector, at, trace }: MetBy): NewMessage {
  return storableLetter({
    topic: deadTopic('posts'),
    key: collector,
    value: typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'null'),
    at,
    headers: {
      ...trace,
      [HEADERS.originTopic]: 'posts',
      [HEADERS.collector]: collector,
      ...failureHeaders(error, { stage: 'collect', attempt: 1, at }),
    },
  })
}

/** Letters kept of a text that no log takes whole, whatever bytes they need; the rest is cut and said so. */
const RAW_LIMIT = 340_000

type Letter = Omit<NewMessage, 'value'> & Pick<LogMessage, 'value'>

/** The letter as every log takes it. */
function storableLetter({ key, value, headers, ...rest }: Letter): NewMessage {
  const cut = value.length > RAW_LIMIT
  const texts = Object.entries(headers).map(([name, text]) => [name, withoutNul(text)])
  return {
    ...rest,
    key: withoutNul(key),
    value: withoutNul(cut ? value.slice(0, RAW_LIMIT) : value),
    headers: { ...Object.fromEntries(texts), ...(cut && { [HEADERS.rawLength]: String(value.length) }) },
  }
}

const withoutNul = (text: string): string => text.toWellFormed().replaceAll('\0', '\\u0000')
