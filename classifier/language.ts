import { franc } from 'franc'
import type { Estimate } from '../core/classification.ts'

/** Letters that only this language of the Cyrillic ones has. */
const CYRILLIC: readonly (readonly [language: string, letters: string])[] = [
  ['uk', 'іїєґ'],
  ['be', 'ў'],
  ['kk', 'әғқңұүһөі'],
  ['tt', 'әҗңөүһ'],
  ['sr', 'ђјљњћџ'],
]
/** They stand in Russian and not in Ukrainian. */
const RUSSIAN = 'ыэъё'
/** Fewer than this may be a slip. */
const CERTAIN = 2
/** ISO 639-3 as franc says it → ISO 639-1 as we say it. */
const SHORT: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  pol: 'pl',
  tur: 'tr',
  por: 'pt',
  nld: 'nl',
  ces: 'cs',
}

const IS_CYRILLIC = 1
const IS_LATIN = 2
const IS_RUSSIAN = 4
/** One bit per language of the table above. */
const FIRST_OWN = 8

/** What each UTF-16 unit says about the language. */
const clues = new Uint8Array(0x10000).map((_, unit) => {
  const letter = String.fromCharCode(unit)
  const own = CYRILLIC.reduce((bits, [, letters], at) => (letters.includes(letter.toLowerCase()) ? bits | (FIRST_OWN << at) : bits), 0)
  const script = /\p{Script=Cyrillic}/u.test(letter) ? IS_CYRILLIC : /\p{Script=Latin}/u.test(letter) ? IS_LATIN : 0
  return script | own | (RUSSIAN.includes(letter.toLowerCase()) ? IS_RUSSIAN : 0)
})

interface Count {
  cyrillic: number
  latin: number
  russian: number
  readonly own: number[]
}

/** Links (`https://…`, `youtu.be/abc`), people and tags are in Latin letters in any language. */
const NO_WORDS = /https?:\/\/\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)+\/\S*|(?<![\p{L}\p{N}])[@#][\w.-]+/gu

/** Cyrillic is told by its letters: trigrams call a third of short Russian texts something else. The rest goes to franc. */
export function recogniseLanguage(written: string): Estimate<string> {
  const text = written.replaceAll(NO_WORDS, ' ')
  const found = count(text)
  if (found.cyrillic + found.latin === 0) return estimate('und', 0)
  if (found.cyrillic >= found.latin) return cyrillicLanguage(found)
  const guess = franc(text, { minLength: 8, only: Object.keys(SHORT) })
  return estimate(SHORT[guess] ?? 'en', guess === 'und' ? 0.4 : 0.7)
}

function count(text: string): Count {
  const found: Count = { cyrillic: 0, latin: 0, russian: 0, own: CYRILLIC.map(() => 0) }
  for (let at = 0; at < text.length; at += 1) {
    const clue = clues[text.charCodeAt(at)] as number
    if ((clue & IS_CYRILLIC) !== 0) found.cyrillic += 1
    else if ((clue & IS_LATIN) !== 0) found.latin += 1
    if ((clue & IS_RUSSIAN) !== 0) found.russian += 1
    if (clue >= FIRST_OWN) countOwn(clue, found.own)
  }
  return found
}

function countOwn(clue: number, own: number[]): void {
  for (let language = 0; language < own.length; language += 1) {
    if ((clue & (FIRST_OWN << language)) !== 0) own[language] = (own[language] ?? 0) + 1
  }
}

function cyrillicLanguage({ cyrillic, russian, own }: Count): Estimate<string> {
  const hits = Math.max(...own)
  const language = CYRILLIC[own.indexOf(hits)]?.[0]
  if (language !== undefined && hits >= CERTAIN && hits > russian) return estimate(language, 0.9)
  return estimate('ru', cyrillic < 4 ? 0.6 : 0.98)
}

const estimate = (value: string, confidence: number): Estimate<string> => ({
  value,
  confidence,
  evidence: [{ by: 'script', ref: value, score: confidence, spans: [] }],
})
