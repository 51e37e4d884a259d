import { type Unit, unitAt } from './units.ts'

const HOUSE_WORDS: ReadonlySet<string> = new Set(['д', 'дом', 'дома', 'доме', 'дому', 'домом'])
const BLOCK_WORDS: ReadonlySet<string> = new Set(['корп', 'корпус', 'к', 'стр', 'строение'])
const LETTER = /^[а-я]$/
/** Words of one letter: apart from the number they are not part of it. */
const SMALL_WORDS: ReadonlySet<string> = new Set(['в', 'с', 'к', 'и', 'а', 'у', 'о', 'я'])
/** Words after a number that make it something else: «2 года», «3 раза». */
const NOT_A_HOUSE =
  /^(год|раз|час|дн|день|минут|руб|метр|км|июн|июл|январ|феврал|март|апрел|ма[йя]$|август|сентябр|октябр|ноябр|декабр|недел|месяц)/
const LONGEST = 4

export interface House {
  readonly number: string
  /** Index of its last unit. */
  readonly last: number
}

/** A house number that begins at unit `at`: `62`, `62а`, `д. 5 корп. 2`, `дом 7/2`. */
export function houseAfter(all: readonly Unit[], at: number): House | null {
  const first = HOUSE_WORDS.has(unitAt(all, at).word) ? at + 1 : at
  const number = unitAt(all, first)
  const after = unitAt(all, first + 1)
  if (!number.digits || number.word.length > LONGEST || NOT_A_HOUSE.test(after.word)) return null
  if (isHouseLetter(number, after)) return { number: number.word + after.word, last: first + 1 }
  const block = unitAt(all, first + 2)
  if (BLOCK_WORDS.has(after.word) && block.digits) return { number: `${number.word} корп. ${block.word}`, last: first + 2 }
  if (after.digits && number.next === '/') return { number: `${number.word}/${after.word}`, last: first + 1 }
  return { number: number.word, last: first }
}

function isHouseLetter(number: Unit, after: Unit): boolean {
  const gap = after.start - number.end
  return LETTER.test(after.word) && (gap === 0 || (gap === 1 && !SMALL_WORDS.has(after.word)))
}
