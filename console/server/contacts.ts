/** What stands between the digits of a number: blanks, also those of no width, points, brackets, slashes, dashes of every length, and marks of which
 *  nothing is seen: a place to break a word, a direction of writing. */
const BETWEEN = '[\\s()./_\\u00ad\\u034f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2010-\\u2015\\u2212-]{0,8}'
const DASH = '[\\u2010-\\u2015\\u2212-]'
const BREAK = `(?:\\s|\\.|${DASH}){1,3}`
const AFTER_CODE = `\\)?(?:\\s|\\.|${DASH}){0,3}`

const NUMBERS = [
  // Ten digits after 7 or 8, however they are grouped; a mobile number without its 8.
  `\\+?[78](?:${BETWEEN}\\d){10}`,
  `9(?:${BETWEEN}\\d){9}`,
  // A number of another country: with its plus, or the neighbours' in one piece.
  `\\+[1-9](?:${BETWEEN}\\d){8,14}`,
  '(?:375|380)\\d{9}',
  // A town's code and the number there, ten digits together: 4712 701234, (47131) 2-12-34, 495 123-45-67.
  `\\(?[348]\\d{3}${AFTER_CODE}(?:\\d{6}|\\d{3}${BREAK}\\d{3}|\\d{2}${BREAK}\\d{2}${BREAK}\\d{2})`,
  `\\(?[348]\\d{4}${AFTER_CODE}(?:\\d{5}|\\d${BREAK}\\d{2}${BREAK}\\d{2})`,
  `\\(?[348]\\d{2}${AFTER_CODE}(?:\\d{7}|\\d{3}${BREAK}\\d{2}${BREAK}\\d{2})`,
  // A number of the town, 70-12-34.
  `\\d{2,3}(?:${DASH}\\d{2}){2}`,
]
const NUMBER = new RegExp(`(?<!\\d)(?:${NUMBERS.join('|')})(?!\\d)`, 'g')

const DATE = '(?:0?[1-9]|[12]\\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)\\d\\d'
const TIME = '(?:[01]?\\d|2[0-3])[.:][0-5]\\d'
const SUM = '\\d{1,3}(?:\\s\\d{3}){2,}(?=\\s?(?:₽|р\\.|руб|тыс|млн|млрд))'
/** Has the digits of a number and is none: a date, opening hours, a sum. */
const INNOCENT = new RegExp(`(?<!\\d)(?<!\\d[./])(${DATE}|${TIME}\\s?${DASH}\\s?${TIME}|${SUM})(?!\\d)`, 'g')

/** Begins where a word does: tried from each letter of a long word, it would take the square of its length. */
const EMAIL = /(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+\.[\p{L}\p{N}_.]+/gu
/** A page on a platform where people have pages. */
const LINK =
  /(?<![\p{L}\p{N}_-])(?:https?:\/\/)?(?:(?:www|m|new)\.)?(?:vk\.(?:com|ru|me)|t\.me|telegram\.me|ok\.ru|odnoklassniki\.ru|wa\.me|viber\.click|dzen\.ru|(?:youtube|tiktok|instagram|facebook)\.com)\/[^\s<>«»"()]*[\p{L}\p{N}_/]/giu
/** «@anna», also where it follows a word without a space; «id7001», a name that VK gives. */
const NAME = /@(?=\w{3})\w+(?:\.\w+)*|(?<![\p{L}\p{N}_])id\d{4,}(?![\p{L}\p{N}_])/giu

/** Same length, so that spans keep their places. */
export const dots = (text: string): string => '•'.repeat(text.length)

/** The text without what leads to a person: addresses, pages, names on a platform, telephone numbers. */
export function withoutContacts(text: string): string {
  const nameless = text.replace(LINK, dots).replace(EMAIL, dots).replace(NAME, dots)
  const pieces = nameless.split(INNOCENT)
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.replace(NUMBER, dots))).join('')
}

/** A mark between digits does not part them: words are read past it. */
const MANY_DIGITS = /\p{Nd}(?:[\p{M}\u00ad]*\p{Nd}){4}|(?:\p{Nd}\P{Nd}*){7}/u

/** Whether a question may be about a contact: as `withoutContacts`, and pieces of a number as well, which find as much as the whole. */
export const holdsContact = (question: string): boolean => MANY_DIGITS.test(question) || withoutContacts(question) !== question

/** Ids, codes and hashes: their digits are no numbers to call. */
const CODES: ReadonlySet<string> = new Set([
  'id',
  'version',
  'code',
  'as',
  'ground',
  'target',
  'where',
  'kind',
  'role',
  'stage',
  'mediaType',
])
const isCode = (key: string): boolean => CODES.has(key) || key.endsWith('Id')

/** The same without contacts in any of its texts, however deep. A `url` leads straight to a person and is null. */
export const withoutContactsIn = <T>(value: T): T => hidden(value, '') as T

function hidden(value: unknown, key: string): unknown {
  if (key === 'url') return null
  if (typeof value === 'string') return isCode(key) ? value : withoutContacts(value)
  if (Array.isArray(value)) return value.map((one) => hidden(one, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hidden(one, name)]))
}
