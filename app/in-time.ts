import { Unavailable } from '../core/errors.ts'

/** What takes longer is left to itself. @throws {Unavailable} with the sentence then; what the work throws */
export async function inTime<T>(work: Promise<T>, withinMs: number, sentence: string): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => over.reject(new Unavailable(sentence)), withinMs)
  try {
    return await Promise.race([work, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
