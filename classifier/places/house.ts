import { type Unit, unitAt } from './units.ts'

const HOUSE_WORDS: ReadonlySet<string> = new Set(['д', 'дом', 'дома', 'доме', 'дому', 'домом'])
const BLOCK_WORDS: ReadonlySet<string> = new Set(['корп', 'корпус', 'к', 'стр', 'строение'])
const LETTER = /^[а-я]$/
/** Words of one letter: apart from the number they are not part of it. */
const SMALL_WORDS: ReadonlySet<string> = new Set(['в', 'с', 'к', 'и', 'а', 'у', 'о', 'я'])
/** Words after a number that make it something else, «2 года», «3 раза», by their beginnings; `$` ends a word that others begin with («разбита»). */
const COUNTED: readonly string[] = [
  'год раза?$ час(а|ов|у)?$ дн(я|ей|и)?$ день минут недел месяц сутки суток вечера утра ночи', // time
  'июн июл январ феврал март апрел ма[йя]$ август сентябр октябр ноябр декабр',
  'руб тысяч миллион млн метр сантиметр см$ мм$ км$ литр тонн градус процент', // measures
  'ям[аы]?$ выбоин люк колод фонар столб светофор лавоч лавк скамеек дерев пеньк бак контейнер собак кошек машин автобус маршрут', // what streets are full of
  'человек люд жител детей ребят семь пенсионер этаж штук остановк',
]
const NOT_A_HOUSE = new RegExp(`^(?:${COUNTED.join(' ').split(' ').join('|')})`)
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
  if (!number.digits || number.word.length > LONGEST || isCount(number, after, first > at)) return null
  if (isHouseLetter(number, after)) return { number: number.word + after.word, last: first + 1 }
  const block = unitAt(all, first + 2)
  if (BLOCK_WORDS.has(after.word) && block.digits) return { number: `${number.word} корп. ${block.word}`, last: first + 2 }
  if (after.digits && number.next === '/') return { number: `${number.word}/${after.word}`, last: first + 1 }
  return { number: number.word, last: first }
}

/** With «дом» before it a number is one whatever follows, and a sentence that is over counts nothing. */
function isCount({ next, endsSentence }: Unit, { word, digits }: Unit, isCalledHouse: boolean): boolean {
  if (next === '%' || (next === ':' && digits)) return true
  return !isCalledHouse && !endsSentence && NOT_A_HOUSE.test(word)
}

function isHouseLetter(number: Unit, after: Unit): boolean {
  const gap = after.start - number.end
  return LETTER.test(after.word) && (gap === 0 || (gap === 1 && !SMALL_WORDS.has(after.word)))
}
