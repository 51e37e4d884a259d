import { Unavailable } from '../../core/errors.ts'
import { BATCH_LIMIT, type VkCall, type VkClient, type VkReply } from './client.ts'
import { NO_ANSWER } from './errors.ts'

/** So many requests without an answer in one asking: the rest is not asked now. */
const MOST_SILENCES = 2
/** A batch that is not answered in time may be too much at once: the next ones are smaller by this. */
const SMALLER = 5

/** One request; no answer is an answer of its own. */
export const ask = async (client: VkClient, call: VkCall): Promise<VkReply> => (await heard(client.call(call))) ?? NO_ANSWER

/** Replies in the order of the calls, `NO_ANSWER` where VK gave none. */
export async function askAll(client: VkClient, calls: readonly VkCall[]): Promise<readonly VkReply[]> {
  const replies: VkReply[] = []
  let size = BATCH_LIMIT
  for (let silences = 0; replies.length < calls.length && silences < MOST_SILENCES;) {
    const answered = await heard(client.batch(calls.slice(replies.length, replies.length + size)))
    if (answered === null) {
      silences += 1
      size = Math.ceil(size / SMALLER)
    } else replies.push(...answered)
  }
  return calls.map((_, index) => replies[index] ?? NO_ANSWER)
}

/** What VK answered; null: nothing. */
async function heard<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return null
  }
}
