import type { Span } from '../../core/classification.ts'
import type { Analyse, Analysis } from '../analysis.ts'
import { type Document, ruleDocument } from './document.ts'
import { ExpressionError } from './expression.ts'
import { parseExpression } from './parse-expression.ts'
import { type Anchor, type Pattern, pattern } from './pattern.ts'

/** Rules that wait under the terms without which they cannot match, so that a text asks only the few it may concern. */
export interface RuleIndex<T> {
  readonly size: number
  match(analysis: Analysis): readonly { readonly rule: T; readonly spans: readonly Span[] }[]
}

interface Compiled<T> {
  readonly rule: T
  readonly pattern: Pattern
  readonly anchors: readonly Anchor[]
}

/** @throws {ExpressionError} naming the rule and the place in it */
export function ruleIndex<T extends { readonly id: string; readonly when: string }>(rules: readonly T[], analyse: Analyse): RuleIndex<T> {
  const compiled = rules.map((rule) => compile(rule, analyse))
  const waiting = new Map<string, number[]>()
  const prefixLengths = new Set<number>()
  compiled.forEach(({ anchors }, index) => {
    for (const anchor of anchors) {
      waiting.set(anchor, [...(waiting.get(anchor) ?? []), index])
      if (anchor.startsWith('prefix:')) prefixLengths.add(anchor.length - 'prefix:'.length)
    }
  })
  return {
    size: rules.length,
    match(analysis) {
      const document = ruleDocument(analysis)
      const found = []
      for (const index of candidates(document, waiting, prefixLengths)) {
        const one = compiled[index]
        const positions = one?.pattern.match(document) ?? null
        if (one !== undefined && positions !== null) found.push({ rule: one.rule, spans: spansOf(analysis, positions) })
      }
      return found
    },
  }
}

function compile<T extends { readonly id: string; readonly when: string }>(rule: T, analyse: Analyse): Compiled<T> {
  try {
    const ready = pattern(parseExpression(rule.when), analyse)
    if (ready.anchors === null || ready.anchors.length === 0)
      throw new ExpressionError('a rule needs at least one word that must be present', 0)
    return { rule, pattern: ready, anchors: ready.anchors }
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(`rule ${rule.id}: ${error.message}`, error.at) : error
  }
}

/** In the order of the rules. */
function candidates(
  document: Document,
  waiting: ReadonlyMap<string, readonly number[]>,
  prefixLengths: ReadonlySet<number>,
): readonly number[] {
  const found = new Set<number>()
  const ask = (key: string): void => {
    for (const index of waiting.get(key) ?? []) found.add(index)
  }
  for (const lemma of document.lemmas()) ask(`lemma:${lemma}`)
  for (const surface of document.surfaces()) {
    ask(`surface:${surface}`)
    for (const length of prefixLengths) if (surface.length >= length) ask(`prefix:${surface.slice(0, length)}`)
  }
  return [...found].toSorted((a, b) => a - b)
}

/** Neighbouring words become one span. */
function spansOf({ tokens }: Analysis, positions: readonly number[]): readonly Span[] {
  const spans: { start: number; end: number; last: number }[] = []
  for (const position of [...new Set(positions)].toSorted((a, b) => a - b)) {
    const token = tokens[position]
    const open = spans.at(-1)
    if (token === undefined) continue
    if (open !== undefined && open.last + 1 === position) {
      open.end = token.end
      open.last = position
    } else spans.push({ start: token.start, end: token.end, last: position })
  }
  return spans.map(({ start, end }) => ({ start, end }))
}
