/** Anything that shows: a letter of no width, a filler or the empty Braille pattern does not. */
const SHOWS = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Whether nobody could read anything in it. */
export const isBlank = (text: string | null): boolean => text === null || !SHOWS.test(text)
