import { Unavailable } from '../../core/errors.ts'
import { BATCH_LIMIT, type VkCall, type VkClient } from './client.ts'
import { heard, NO_ANSWER, silenceOf, type VkReply } from './reply.ts'

/** So many requests in a row without an answer: the rest is not asked now. */
const MOST_SILENCES = 4
/** A batch that is not answered in time may be too much at once, or one of its calls is what VK has no answer to: the next ones are smaller by this. */
const SMALLER = 5

/** One request; no answer is an answer of its own. */
export async function ask(client: VkClient, call: VkCall): Promise<VkReply> {
  const reply = await heard(client.call(call))
  return reply instanceof Unavailable ? silenceOf(reply) : reply
}

/** Replies in the order of the calls, `NO_ANSWER` where VK gave none. A call that is not answered alone either, twice, is passed over. */
export async function askAll(client: VkClient, calls: readonly VkCall[]): Promise<readonly VkReply[]> {
  const replies: VkReply[] = []
  let silence = NO_ANSWER
  let size = BATCH_LIMIT
  for (let silences = 0; replies.length < calls.length && silences < MOST_SILENCES;) {
    const batch = calls.slice(replies.length, replies.length + size)
    const answered = await heard(client.batch(batch))
    if (answered instanceof Unavailable) {
      silence = silenceOf(answered)
      silences += 1
      const isFound = batch.length === 1 && silences > 1
      if (isFound) replies.push(silence)
      size = isFound ? SMALLER : Math.ceil(batch.length / SMALLER)
    } else {
      replies.push(...answered)
      silences = 0
    }
  }
  return calls.map((_, index) => replies[index] ?? silence)
}
