import { KafkaFailure } from './protocol.ts'

/** Key of the request ListOffsets. A broker does not tell its release, but the highest version of every request it understands. */
export const LIST_OFFSETS_KEY = 2
/** Of Kafka 3.0. */
const NEEDED = 7

/** @throws {KafkaFailure} a broker whose ListOffsets is that of an older Kafka */
export function assertNewEnough(broker: string, listOffsets: number | undefined): void {
  if (listOffsets !== undefined && listOffsets >= NEEDED) return
  const found = `it understands ListOffsets up to version ${listOffsets ?? 'none'}`
  throw new KafkaFailure('TOO_OLD', `the broker at ${broker} is older than Kafka 3.0: ${found}, which is version ${NEEDED} there`)
}
