import { createErrorFromCode } from 'kafkajs/src/protocol/error.js'
import response, { type Produced } from 'kafkajs/src/protocol/requests/produce/v7/response.js'

/** kafkajs throws a whole answer for one partition that failed: what was written in the others stays written, and is told. It throws when
 *  nothing was. Kafka 3.0 and newer speak this version. A second call changes nothing. */
export function takePartialProduced(): void {
  response.parse = async (answer) => {
    const written = answer.topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.filter((one) => one.errorCode === 0),
    }))
    const failed = failureIn(answer)
    if (failed !== undefined && written.every((topic) => topic.partitions.length === 0)) throw createErrorFromCode(failed)
    return { ...answer, topics: written }
  }
}

const failureIn = ({ topics }: Produced): number | undefined =>
  topics.flatMap((topic) => topic.partitions).find((one) => one.errorCode !== 0)?.errorCode
