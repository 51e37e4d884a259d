import response from 'kafkajs/src/protocol/requests/fetch/v11/response.js'
import { undecodable } from './failures.ts'

const { decode } = response

/** A batch that kafkajs cannot decode looks like a connection that broke, which a later try may cure: here it has a name of its own. Kafka 3.0
 *  and newer speak this version. A second call changes nothing. */
export function nameUndecodable(): void {
  response.decode = async (bytes) => {
    try {
      return await decode(bytes)
    } catch (error) {
      throw undecodable(error)
    }
  }
}
