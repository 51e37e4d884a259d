import type { Span } from '../../core/classification.ts'
import type { Analyse, Analysis } from '../analysis.ts'
import { Covered } from './covered.ts'
import { ExpressionError } from './expression.ts'
import { Occurrences } from './occurrences.ts'
import { parseExpression } from './parse-expression.ts'
import { type Pattern, pattern } from './pattern.ts'
import { type Terms, terms } from './terms.ts'
import { waitingRules } from './waiting.ts'

export interface RuleMatch<T> {
  readonly rule: T
  readonly spans: readonly Span[]
}

/** Rules that wait under the terms without which they cannot match, so that a text asks only the few it may concern. */
export interface RuleIndex<T> {
  readonly size: number
  /** In the order of the rules. */
  match(analysis: Analysis): readonly RuleMatch<T>[]
}

interface Rule {
  readonly id: string
  readonly when: string
}

/** @throws {ExpressionError} naming the rule and the place in it */
export function ruleIndex<T extends Rule>(rules: readonly T[], analyse: Analyse): RuleIndex<T> {
  const known = terms()
  const patterns = rules.map((rule) => compiled(rule, analyse, known))
  const waiting = waitingRules(patterns, known)
  const text = new Occurrences(known)
  const covered = new Covered()
  return {
    size: rules.length,
    match(analysis) {
      text.read(analysis.tokens)
      const found: RuleMatch<T>[] = []
      for (const number of waiting.for(text)) {
        covered.count = 0
        if (patterns[number]?.match(text, covered) === true) found.push({ rule: rules[number] as T, spans: covered.spans(analysis.tokens) })
      }
      return found
    },
  }
}

function compiled(rule: Rule, analyse: Analyse, known: Terms): Pattern {
  try {
    const ready = pattern(parseExpression(rule.when), analyse, known)
    if (ready.anchors === null || ready.anchors.length === 0)
      throw new ExpressionError('a rule needs at least one word that must be present', 0)
    return ready
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(`rule ${rule.id}: ${error.message}`, error.at) : error
  }
}
