import { Unavailable } from '../../core/errors.ts'
import type { VkReply } from './client.ts'
import { NO_ANSWER, type VkRefusal } from './errors.ts'

/** What VK answered, or why it gave no answer. */
export async function heard<T>(answer: Promise<T>): Promise<T | Unavailable> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return error
  }
}

/** No answer is an answer of its own. */
export const silenceOf = ({ message, details: { reason } }: Unavailable): VkRefusal => ({
  ...NO_ANSWER,
  message: typeof reason === 'string' ? `${message}: ${reason}` : message,
})

export const isSilence = (reply: VkReply): reply is VkRefusal => !reply.ok && reply.code === NO_ANSWER.code
