import type { Analyse } from '../analysis.ts'
import type { Document } from './document.ts'
import type { Expression } from './expression.ts'

/** Positions (token numbers) a pattern covers; null: it does not match. */
export type Match = readonly number[] | null

/** A term that must be present for a pattern to match: the key under which a rule waits for its text. */
export type Anchor = `lemma:${string}` | `surface:${string}` | `prefix:${string}`

/** An expression ready to be asked. */
export interface Pattern {
  match(document: Document): Match
  /** At least one of them is in every matching text; null: it may match a text with none of its words. */
  readonly anchors: readonly Anchor[] | null
}

/** Compiles with the analysis the texts get, so that both sides speak of the same lemmas. */
export function pattern(expression: Expression, analyse: Analyse): Pattern {
  switch (expression.kind) {
    case 'word':
      return word(lemmasOf(expression.text, analyse))
    case 'exact':
      return single([`surface:${expression.text}`], (document) => document.exactly(expression.text))
    case 'prefix':
      return single([`prefix:${expression.text}`], (document) => document.startingWith(expression.text))
    case 'phrase':
      return phrase(expression.words.map((each) => lemmasOf(each, analyse)))
    case 'near':
      return near(pattern(expression.left, analyse), pattern(expression.right, analyse), expression.distance)
    case 'and':
      return conjunction(expression.parts.map((part) => pattern(part, analyse)))
    case 'or':
      return disjunction(expression.parts.map((part) => pattern(part, analyse)))
    case 'not':
      return negation(pattern(expression.part, analyse))
  }
}

const lemmasOf = (text: string, analyse: Analyse): readonly string[] => {
  const lemmas = analyse(text).tokens.flatMap((token) => token.lemmas)
  return lemmas.length === 0 ? [text] : [...new Set(lemmas)]
}

const some = (positions: readonly number[]): Match => (positions.length === 0 ? null : positions)

const single = (anchors: readonly Anchor[], find: (document: Document) => readonly number[]): Pattern => ({
  anchors,
  match: (document) => some(find(document)),
})

const positionsOf = (lemmas: readonly string[], document: Document): readonly number[] =>
  lemmas.length === 1 ? document.at(lemmas[0] ?? '') : lemmas.flatMap((lemma) => document.at(lemma))

const word = (lemmas: readonly string[]): Pattern =>
  single(
    lemmas.map((lemma) => `lemma:${lemma}` as const),
    (document) => positionsOf(lemmas, document),
  )

function phrase(words: readonly (readonly string[])[]): Pattern {
  const longest = words.reduce((best, lemmas) => ((lemmas[0]?.length ?? 0) > (best[0]?.length ?? 0) ? lemmas : best), words[0] ?? [])
  return single(
    longest.map((lemma) => `lemma:${lemma}` as const),
    (document) => {
      const [first = [], ...rest] = words
      const following = rest.map((lemmas) => new Set(positionsOf(lemmas, document)))
      const starts = positionsOf(first, document).filter((start) => following.every((positions, step) => positions.has(start + step + 1)))
      return starts.flatMap((start) => words.map((_, step) => start + step))
    },
  )
}

const near = (left: Pattern, right: Pattern, distance: number): Pattern => ({
  anchors: fewest([left.anchors, right.anchors]),
  match(document) {
    const a = left.match(document)
    const b = a === null ? null : right.match(document)
    if (a === null || b === null) return null
    const close = a.flatMap((x) => b.flatMap((y) => (x !== y && Math.abs(x - y) <= distance ? [x, y] : [])))
    return some([...new Set(close)])
  },
})

/** The smallest sufficient set: of an AND one part is enough. */
const fewest = (sets: readonly (readonly Anchor[] | null)[]): readonly Anchor[] | null =>
  sets.reduce((best, set) => (set !== null && (best === null || set.length < best.length) ? set : best), null)

const conjunction = (parts: readonly Pattern[]): Pattern => ({
  anchors: fewest(parts.map((part) => part.anchors)),
  match(document) {
    const positions: number[] = []
    for (const part of parts) {
      const found = part.match(document)
      if (found === null) return null
      positions.push(...found)
    }
    return positions
  },
})

const disjunction = (parts: readonly Pattern[]): Pattern => ({
  anchors: parts.some((part) => part.anchors === null) ? null : parts.flatMap((part) => part.anchors ?? []),
  match(document) {
    const found = parts.map((part) => part.match(document)).filter((positions) => positions !== null)
    return found.length === 0 ? null : found.flat()
  },
})

const negation = (part: Pattern): Pattern => ({ anchors: null, match: (document) => (part.match(document) === null ? [] : null) })
