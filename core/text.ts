/** A text, whole or in parts that follow one another. Documents and messages of one post share long parts, which are copied only once, where they
 *  are stored or sent: put together before, each copy outlives its batch. */
export type Text = string | readonly string[]

export const partsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : text)

/** In UTF-8. */
export function encoded(text: Text): Buffer {
  const parts = partsOf(text)
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0))
  let at = 0
  for (const part of parts) at += bytes.write(part, at)
  return bytes
}

export const wholeText = (text: Text): string => (typeof text === 'string' ? text : text.join(''))
