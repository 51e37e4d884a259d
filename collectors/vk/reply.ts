import { Unavailable } from '../../core/errors.ts'

/** What VK said to one call. An error is a value: its meaning depends on the method. */
export type VkReply =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly code: number; readonly message: string }

export type VkRefusal = Extract<VkReply, { ok: false }>

/** Nothing came back, or nothing that is VK's. */
export const NO_ANSWER: VkRefusal = { ok: false, code: -2, message: 'VK did not answer' }

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
