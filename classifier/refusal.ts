import { type Estimate, type Evidence, REFUSAL_GROUNDS, type RefusalGround, type Span } from '../core/classification.ts'
import type { Analysis, Token } from './analysis.ts'
import { type Reasons, reasonsFor } from './rules/reason.ts'
import { coveringSpans } from './spans.ts'

const MASK = /[*@#$]/
const STAR = '*'
const ONE_SIGN = 0.7

/** Grounds of p.20 the text gives, with the words that give them. Suggestions only: a person refuses. */
export function suggestRefusals(reasons: Reasons, obscene: readonly string[], analysis: Analysis): readonly Estimate<RefusalGround>[] {
  const found = new Map<RefusalGround, Evidence[]>()
  const add = (ground: RefusalGround, ref: string, spans: readonly Span[]): void => {
    const evidence = found.get(ground) ?? []
    evidence.push({ by: 'lexicon', ref, score: ONE_SIGN, spans: coveringSpans(analysis.text, spans) })
    found.set(ground, evidence)
  }
  for (const { rule, spans } of reasonsFor('refusal', reasons)) add(rule.ground, rule.id, spans)
  const masked = analysis.tokens.filter(isMaskedBy(obscene))
  if (masked.length > 0) add('obscene-or-insulting', 'masked', masked)
  return REFUSAL_GROUNDS.flatMap((ground) => {
    const evidence = found.get(ground)
    return evidence === undefined ? [] : [{ value: ground, confidence: 1 - (1 - ONE_SIGN) ** evidence.length, evidence }]
  })
}

/** «х*й», «бл@ть», «п***ц»: a star stands for one letter or more of a stem on the list, another sign for one. */
const isMaskedBy =
  (stems: readonly string[]) =>
  ({ word: { surface } }: Token): boolean =>
    MASK.test(surface) && stems.some((stem) => matches(surface, stem))

function matches(surface: string, stem: string): boolean {
  if (stem.length === 0) return true
  if (surface.length === 0) return false
  if (surface[0] === stem[0]) return matches(surface.slice(1), stem.slice(1))
  if (!MASK.test(surface[0] ?? '')) return false
  return matches(surface.slice(1), stem.slice(1)) || (surface[0] === STAR && matches(surface, stem.slice(1)))
}

/** Plain beginnings of obscene words among the expressions of a ground. */
export const plainStems = (expressions: readonly string[]): readonly string[] =>
  expressions.filter((one) => /^[а-яё]{3,}\*$/iu.test(one)).map((one) => one.slice(0, -1).toLowerCase().replaceAll('ё', 'е'))
