import type { Unit } from './units.ts'

const HOUSE_WORDS: ReadonlySet<string> = new Set(['д', 'дом', 'дома', 'доме', 'дому', 'домом'])
const BLOCK_WORDS: ReadonlySet<string> = new Set(['корп', 'корпус', 'к', 'стр', 'строение'])
const LETTER = /^[а-я]$/
/** Words after a number that make it something else: «2 года», «3 раза». */
const NOT_A_HOUSE =
  /^(год|раз|час|дн|день|минут|руб|метр|км|июн|июл|январ|феврал|март|апрел|ма[йя]$|август|сентябр|октябр|ноябр|декабр|недел|месяц)/

export interface House {
  readonly number: string
  /** Index of its last unit. */
  readonly last: number
}

/** A house number that begins at unit `at`: `62`, `62а`, `д. 5 корп. 2`, `дом 7/2`. */
export const houseAfter = (all: readonly Unit[], at: number): House | null => {
  const numberAt = HOUSE_WORDS.has(all[at]?.word ?? '') ? at + 1 : at
  const unit = all[numberAt]
  if (unit === undefined || !unit.digits || unit.word.length > 4) return null
  const after = all[numberAt + 1]
  if (after !== undefined && NOT_A_HOUSE.test(after.word)) return null
  if (
    after !== undefined &&
    LETTER.test(after.word) &&
    after.start - unit.end <= 1 &&
    !['в', 'с', 'к', 'и', 'а', 'у', 'о', 'я'].includes(after.word)
  )
    return { number: unit.word + after.word, last: numberAt + 1 }
  if (after !== undefined && after.start === unit.end && LETTER.test(after.word))
    return { number: unit.word + after.word, last: numberAt + 1 }
  const block = all[numberAt + 2]
  if (after !== undefined && BLOCK_WORDS.has(after.word) && block?.digits === true)
    return { number: `${unit.word} корп. ${block.word}`, last: numberAt + 2 }
  if (after !== undefined && after.digits && unit.next === '/') return { number: `${unit.word}/${after.word}`, last: numberAt + 1 }
  return { number: unit.word, last: numberAt }
}
