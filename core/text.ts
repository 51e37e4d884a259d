/** A text, whole or in parts that follow one another. Documents and messages of one post share long parts, which are copied only once, where they
 *  are stored or sent: put together before, each copy outlives its batch. */
export type Text = string | readonly string[]

export const partsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : text)
export const wholeText = (text: Text): string => (typeof text === 'string' ? text : text.join(''))
