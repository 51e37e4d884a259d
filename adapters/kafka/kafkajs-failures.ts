import { isUntrusted } from './untrusted.ts'
import { KafkaFailure } from './protocol.ts'

interface Thrown {
  readonly type?: string
  readonly name?: string
  readonly message?: string
  readonly memberId?: string
  /** Of what was asked of a topic. */
  readonly topic?: string
  /** What went wrong with each of several topics. */
  readonly errors?: readonly Thrown[]
}

const IS_THERE = 'TOPIC_ALREADY_EXISTS'

/** Of several topics that were asked for at once: what the first of them was refused for. That one is there already refuses nothing. */
const telling = (error: Thrown): Thrown =>
  (error.type === undefined ? error.errors?.find(({ type }) => type !== undefined && type !== IS_THERE) : undefined) ?? error

const wordsOf = ({ topic, message }: Thrown, whole: unknown): string =>
  `${topic === undefined ? '' : `${topic}: `}${message ?? String(whole)}`

/** kafkajs calls whatever ends the exchange of passwords a refusal, and keeps the sentence alone: a broker that went away has refused nobody. */
const WENT_AWAY = /closed connection|connection (?:error|timeout|closed)|timed out|not connected|ECONN|EPIPE|socket/i

const codeOf = (error: unknown): string => {
  if (isUntrusted(error)) return 'UNTRUSTED_CERTIFICATE'
  const { type, name, message = '' } = telling(error as Thrown)
  const isRefusal = name === 'KafkaJSSASLAuthenticationError' && !WENT_AWAY.test(message)
  return type ?? (isRefusal ? 'SASL_AUTHENTICATION_FAILED' : 'CONNECTION')
}

/** @throws {KafkaFailure} in place of anything kafkajs throws */
export async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KafkaFailure) throw error
    const { memberId } = error as Thrown
    throw new KafkaFailure(codeOf(error), wordsOf(telling(error as Thrown), error), {
      cause: error,
      ...(memberId !== undefined && { memberId }),
    })
  }
}

/** @throws what went wrong besides topics that exist already */
export function unlessThere(error: unknown): void {
  const types = (error as Thrown).errors?.map((one) => one.type) ?? [(error as Thrown).type]
  if (types.some((type) => type !== IS_THERE)) throw error
}
