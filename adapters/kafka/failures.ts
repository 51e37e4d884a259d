import { Malformed, Misconfigured, StaleMember, Unavailable } from '../../core/errors.ts'
import { KafkaFailure, type Offset } from './protocol.ts'

/** Of an answer, and the batches in it, that do not read as Kafka's. */
const UNDECODABLE = 'UNDECODABLE'
/** The member must join anew: what it held may be another's by now. */
const STALE = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS', 'FENCED_INSTANCE_ID'])
const UNREADABLE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'CORRUPT_MESSAGE', 'INVALID_TIMESTAMP', 'INVALID_RECORD'])
/** A person must change something: a right, a password, a setting, a server, a segment on its disk. */
const FOR_A_PERSON = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
  'UNSUPPORTED_VERSION',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'UNTRUSTED_CERTIFICATE',
  'TOO_OLD',
  UNDECODABLE,
])

/** Before the server's own words, where those do not say what a person could change. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ILLEGAL_SASL_STATE: 'this port of the broker takes no user name and password: leave kafka.sasl out, or name the port that does: ',
}

/** Of a connection that its own side has closed. */
const CLOSED = 'CLOSED'

/** What a later try may cure: everything that is neither unreadable nor a person's to mend. */
export const isPassing = (error: unknown): boolean =>
  error instanceof KafkaFailure && error.code !== CLOSED && [STALE, UNREADABLE, FOR_A_PERSON].every((codes) => !codes.has(error.code))

/** The core's word for a failure of Kafka; anything else is given back as it is. */
export function asPipelineError(error: unknown): unknown {
  if (!(error instanceof KafkaFailure)) return error
  const details = { kafka: error.code }
  if (STALE.has(error.code)) return new StaleMember(`Kafka: ${error.message}`, details, { cause: error })
  if (UNREADABLE.has(error.code)) return new Malformed(`Kafka: ${error.message}`, details, { cause: error })
  if (FOR_A_PERSON.has(error.code))
    return new Misconfigured(`Kafka: ${IN_WORDS[error.code] ?? ''}${error.message}`, details, { cause: error })
  return new Unavailable(`Kafka: ${error.message}`, details, { cause: error })
}

/** @throws the core's word for what Kafka threw */
export async function inCoreWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asPipelineError(error)
  }
}

/** In place of what a client library throws at bytes that it cannot make sense of. */
export function undecodable(error: unknown): KafkaFailure {
  return new KafkaFailure(UNDECODABLE, error instanceof Error ? error.message : String(error), { cause: error })
}

/** What a reader is told whose partition no later try reads: from where on. What cannot be read there is no message yet that could be set
 *  aside. */
export function asUnread(error: unknown, { topic, partition, offset }: Offset): unknown {
  if (!(error instanceof KafkaFailure)) return error
  const code = UNREADABLE.has(error.code) ? UNDECODABLE : error.code
  return new KafkaFailure(code, `${topic}/${partition} cannot be read from offset ${offset} on: ${error.message}`, { cause: error })
}
