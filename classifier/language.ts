import { franc } from 'franc'
import type { Estimate } from '../core/classification.ts'

/** Letters that only this language of the Cyrillic ones has. */
const CYRILLIC: readonly (readonly [language: string, letters: RegExp])[] = [
  ['uk', /[іїєґ]/giu],
  ['be', /ў/giu],
  ['kk', /[әғқңұүһөі]/giu],
  ['tt', /[әҗңөүһ]/giu],
  ['sr', /[ђјљњћџ]/giu],
]
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

/** Cyrillic is told by its letters: trigrams call a third of short Russian texts something else. The rest goes to franc. */
export function recogniseLanguage(text: string): Estimate<string> {
  const cyrillic = count(text, /\p{Script=Cyrillic}/gu)
  const latin = count(text, /\p{Script=Latin}/gu)
  if (cyrillic + latin === 0) return estimate('und', 0)
  if (cyrillic >= latin) return cyrillicLanguage(text, cyrillic)
  const found = franc(text, { minLength: 8, only: Object.keys(SHORT) })
  return estimate(SHORT[found] ?? 'en', found === 'und' ? 0.4 : 0.7)
}

function cyrillicLanguage(text: string, letters: number): Estimate<string> {
  const own = CYRILLIC.map(([language, pattern]) => ({ language, hits: count(text, pattern) })).toSorted((a, b) => b.hits - a.hits)[0]
  // «ы», «э», «ъ» stand in Russian and not in Ukrainian.
  const russian = count(text, /[ыэъё]/giu)
  if (own !== undefined && own.hits >= CERTAIN && own.hits > russian) return estimate(own.language, 0.9)
  return estimate('ru', letters < 4 ? 0.6 : 0.98)
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

const estimate = (value: string, confidence: number): Estimate<string> => ({
  value,
  confidence,
  evidence: [{ by: 'script', ref: value, score: confidence, spans: [] }],
})
