/** What a UTF-16 unit is to a reader of words; a unit may be several things at once. */
export const LETTER = 1
/** Stands between letters of one word: a hyphen, an apostrophe, or a mask that hides a letter («х*й»). */
export const JOINER = 2
export const SENTENCE_END = 4
/** Changes the letter before it, as the breve of a decomposed «й» does, or only shows where the word is stressed or may be broken. */
export const MARK = 8
export const CAPITAL = 16
/** First half of a letter outside the basic plane. */
export const HIGH_SURROGATE = 32
export const LATIN = 64
export const CYRILLIC = 128

const UNITS = 0x10000

const SIGNS: readonly (readonly [sign: number, pattern: RegExp])[] = [
  [LETTER, /[\p{L}\p{N}]/u],
  [JOINER, /[-'’*@#$]/],
  [SENTENCE_END, /[.!?…\n]/],
  [MARK, /[\p{M}\u00ad]/u],
  [CAPITAL, /\p{Lu}/u],
  [LATIN, /[a-z]/i],
  [CYRILLIC, /[а-яё]/i],
]

/** Signs of every UTF-16 unit, asked several times per letter of every text: hence a table. */
export const signsOf: Readonly<Uint8Array> = table(new Uint8Array(UNITS), (letter, unit) =>
  unit >= 0xd800 && unit <= 0xdbff
    ? HIGH_SURROGATE
    : SIGNS.reduce((signs, [sign, pattern]) => (pattern.test(letter) ? signs | sign : signs), 0),
)

/** Every unit in lower case, ё as е. Letter by letter: a word has one spelling wherever it stands. */
export const folds: Readonly<Uint16Array> = table(new Uint16Array(UNITS), (letter) => {
  const lower = letter.toLowerCase()
  return lower === 'ё' ? 'е'.charCodeAt(0) : lower.charCodeAt(0)
})

function table<T extends Uint8Array | Uint16Array>(cells: T, cell: (letter: string, unit: number) => number): T {
  for (let unit = 0; unit < UNITS; unit += 1) cells[unit] = cell(String.fromCharCode(unit), unit)
  return cells
}

export const isCapital = (unit: number): boolean => ((signsOf[unit] ?? 0) & CAPITAL) !== 0

/** A text as words are compared: lower case, ё as е. */
export const folded = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')
