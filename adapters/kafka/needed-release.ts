import { KafkaFailure } from './protocol.ts'

/** Key of the request AddPartitionsToTxn. A broker does not tell its release, but the highest version of every request it understands; this is
 *  the one request that tells 3.6 from 3.5. */
export const TELLING_KEY = 24
/** Of Kafka 3.6, the first that knows `message.timestamp.after.max.ms`: an older one makes none of our topics. */
const NEEDED = 4

/** @throws {KafkaFailure} a broker whose AddPartitionsToTxn is that of an older Kafka */
export function assertNewEnough(broker: string, version: number | undefined): void {
  if (version !== undefined && version >= NEEDED) return
  const found = `it understands AddPartitionsToTxn up to version ${version ?? 'none'}`
  throw new KafkaFailure('TOO_OLD', `the broker at ${broker} is older than Kafka 3.6: ${found}, which is version ${NEEDED} there`)
}
