import { isPassing } from './failures.ts'
import type { KafkaAccess, OpenProtocol, Protocol } from './protocol.ts'

/** Opens at the first address that answers. The clients themselves go on to the next one where a connection is refused, but stay with an
 *  address that takes connections and says nothing. @throws {KafkaFailure} what the last address, or one with a lasting fault, ended with */
export async function openAnywhere(open: OpenProtocol, access: KafkaAccess): Promise<Protocol> {
  for (let first = 0; ; first += 1) {
    const brokers = [...access.brokers.slice(first), ...access.brokers.slice(0, first)]
    try {
      return await open({ ...access, brokers })
    } catch (error) {
      if (!isPassing(error) || first + 1 >= access.brokers.length) throw error
    }
  }
}
