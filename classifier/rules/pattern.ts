import type { Analyse } from '../analysis.ts'
import type { Covered } from './covered.ts'
import type { Expression, WordExpression } from './expression.ts'
import type { Occurrences } from './occurrences.ts'
import type { Terms } from './terms.ts'

/** An expression ready to be asked. */
export interface Pattern {
  /** Adds the positions that the pattern covers. After `false` what was added means nothing. */
  match(text: Occurrences, covered: Covered): boolean
  /** Terms that every matching text holds, all of them. */
  readonly required: readonly number[]
  /** Terms of which every matching text holds one or more: where a rule waits for its texts. Null: a text without any may match. */
  readonly anchors: readonly number[] | null
}

/** Compiles with the analysis the texts get, so that both sides speak of the same lemmas. */
export function pattern(expression: Expression, analyse: Analyse, terms: Terms): Pattern {
  const inner = (part: Expression): Pattern => pattern(part, analyse, terms)
  const termOf = ({ kind, text }: WordExpression): number =>
    kind === 'exact' ? terms.exactly(text) : terms.lemmas(lemmasOf(text, analyse))
  switch (expression.kind) {
    case 'word':
    case 'exact':
      return single(termOf(expression))
    case 'prefix':
      return single(terms.startingWith(expression.text))
    case 'phrase':
      return phrase(expression.words.map(termOf), terms)
    case 'near':
      return near(inner(expression.left), inner(expression.right), expression.distance, terms)
    case 'and':
      return conjunction(expression.parts.map(inner), terms)
    case 'or':
      return disjunction(expression.parts.map(inner))
    case 'not':
      return negation(inner(expression.part))
  }
}

/** Lemmas of which a text's word must have one. A text's «пресс-служба» is a «служба» too, but the rule's is not met by any «служба». */
function lemmasOf(text: string, analyse: Analyse): readonly string[] {
  const lemmas = new Set(analyse(text).tokens.flatMap(({ word }) => word.lemmas))
  if (lemmas.size === 0) return [text]
  const whole = [...lemmas].filter((lemma) => lemma.includes('-'))
  return whole.length > 0 ? whole : [...lemmas]
}

const single = (term: number): Pattern => ({
  required: [term],
  anchors: [term],
  match: (text, covered) => text.collect(term, covered),
})

const phrase = (words: readonly number[], terms: Terms): Pattern => ({
  required: words,
  anchors: rarest(
    words.map((term) => [term]),
    terms,
  ),
  match(text, covered) {
    const [first = -1, ...following] = words
    const start = covered.count
    if (!text.collect(first, covered)) return false
    const end = covered.count
    for (let place = start; place < end; place += 1) {
      const position = covered.at(place)
      if (!following.every((term, step) => text.isAt(term, position + step + 1))) continue
      for (let step = 0; step < words.length; step += 1) covered.push(position + step)
    }
    return covered.dropBetween(start, end)
  },
})

const near = (left: Pattern, right: Pattern, distance: number, terms: Terms): Pattern => ({
  required: [...left.required, ...right.required],
  anchors: rarest([left.anchors, right.anchors], terms),
  match(text, covered) {
    const start = covered.count
    if (!left.match(text, covered)) return false
    const middle = covered.count
    if (!right.match(text, covered)) return false
    const end = covered.count
    for (let a = start; a < middle; a += 1) {
      for (let b = middle; b < end; b += 1) if (isNear(covered.at(a), covered.at(b), distance)) pushBoth(covered, a, b)
    }
    return covered.dropBetween(start, end)
  },
})

const isNear = (left: number, right: number, distance: number): boolean => left !== right && Math.abs(left - right) <= distance

function pushBoth(covered: Covered, a: number, b: number): void {
  covered.push(covered.at(a))
  covered.push(covered.at(b))
}

/** Of an AND one part's anchors are enough: those that the fewest texts hold. */
function rarest(sets: readonly (readonly number[] | null)[], terms: Terms): readonly number[] | null {
  const cost = (set: readonly number[]): number => set.reduce((sum, term) => sum + terms.commonness(term), 0)
  return sets.reduce((best, set) => (set !== null && (best === null || cost(set) < cost(best)) ? set : best), null)
}

const conjunction = (parts: readonly Pattern[], terms: Terms): Pattern => ({
  required: parts.flatMap((part) => part.required),
  anchors: rarest(
    parts.map((part) => part.anchors),
    terms,
  ),
  match(text, covered) {
    for (const part of parts) if (!part.match(text, covered)) return false
    return true
  },
})

const disjunction = (parts: readonly Pattern[]): Pattern => ({
  required: [],
  anchors: parts.some((part) => part.anchors === null) ? null : parts.flatMap((part) => part.anchors ?? []),
  match(text, covered) {
    let isFound = false
    for (const part of parts) {
      const before = covered.count
      if (part.match(text, covered)) isFound = true
      else covered.count = before
    }
    return isFound
  },
})

const negation = (part: Pattern): Pattern => ({
  required: [],
  anchors: null,
  match(text, covered) {
    const before = covered.count
    const isFound = part.match(text, covered)
    covered.count = before
    return !isFound
  },
})
