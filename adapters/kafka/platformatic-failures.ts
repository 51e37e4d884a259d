import type { produceV7 } from '@platformatic/kafka'
import { isUntrusted } from './untrusted.ts'
import { KafkaFailure } from './protocol.ts'

interface Thrown {
  readonly code?: string
  /** Kafka's own name of what its server answered. */
  readonly apiId?: string
  readonly message?: string
  readonly memberId?: string
  readonly errors?: readonly unknown[]
  readonly cause?: unknown
}

/** The library wraps what a server answers into errors about requests and connections: the answer is what tells the caller what to do. */
function innermost(error: unknown): readonly Thrown[] {
  if (typeof error !== 'object' || error === null) return []
  const { errors = [], cause } = error as Thrown
  return [...[...errors, cause].flatMap(innermost), error]
}

const IS_THERE = 'TOPIC_ALREADY_EXISTS'

/** Of several topics that were asked for at once, that one is there already refuses nothing. */
const codeOf = (thrown: readonly Thrown[]): string => {
  const answers = thrown.flatMap(({ apiId }) => apiId ?? [])
  const answer = answers.find((id) => id !== IS_THERE) ?? answers[0]
  if (answer !== undefined) return answer
  if (thrown.some(isUntrusted)) return 'UNTRUSTED_CERTIFICATE'
  return thrown.some((one) => one.code === 'PLT_KFK_AUTHENTICATION') ? 'SASL_AUTHENTICATION_FAILED' : 'CONNECTION'
}

/** @throws {KafkaFailure} in place of anything the library throws */
export async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KafkaFailure) throw error
    const thrown = innermost(error)
    const memberId = thrown.find((one) => one.memberId !== undefined)?.memberId
    const message = [...new Set(thrown.map((one) => one.message ?? ''))].join(': ')
    throw new KafkaFailure(codeOf(thrown), message || String(error), { cause: error, ...(memberId !== undefined && { memberId }) })
  }
}

/** @throws what went wrong besides topics that exist already */
export function unlessThere(error: unknown): void {
  const answers = innermost(error).flatMap(({ apiId }) => (apiId === undefined ? [] : [apiId]))
  if (answers.length === 0 || answers.some((id) => id !== IS_THERE)) throw error
}

/** The library throws a whole answer for one partition that failed: what was written in the others stays written.
 *  @throws when nothing was */
export function partly(error: unknown): produceV7.ProduceResponse {
  const { response } = error as { readonly response?: produceV7.ProduceResponse }
  const responses = (response?.responses ?? []).map(({ name, partitionResponses }) => ({
    name,
    partitionResponses: partitionResponses.filter((one) => one.errorCode === 0),
  }))
  if (response === undefined || responses.every((one) => one.partitionResponses.length === 0)) throw error
  return { ...response, responses }
}
