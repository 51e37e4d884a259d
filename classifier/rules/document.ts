import type { Analysis } from '../analysis.ts'

/** Where each lemma and surface of a text stands, made once and asked by every rule. */
export interface Document {
  readonly length: number
  at(lemma: string): readonly number[]
  exactly(surface: string): readonly number[]
  startingWith(prefix: string): readonly number[]
  lemmas(): Iterable<string>
  surfaces(): Iterable<string>
}

const NOWHERE: readonly number[] = []

const add = (index: Map<string, number[]>, key: string, position: number): void => {
  const positions = index.get(key)
  if (positions === undefined) index.set(key, [position])
  else if (positions.at(-1) !== position) positions.push(position)
}

/** Five rule sets ask about each text: its document is made once. */
const made = new WeakMap<Analysis, Document>()

export function ruleDocument(analysis: Analysis): Document {
  const known = made.get(analysis) ?? documentOf(analysis)
  made.set(analysis, known)
  return known
}

function documentOf({ tokens }: Analysis): Document {
  const byLemma = new Map<string, number[]>()
  const bySurface = new Map<string, number[]>()
  tokens.forEach((token, position) => {
    add(bySurface, token.surface, position)
    for (const lemma of token.lemmas) add(byLemma, lemma, position)
  })
  return {
    length: tokens.length,
    at: (lemma) => byLemma.get(lemma) ?? NOWHERE,
    exactly: (surface) => bySurface.get(surface) ?? NOWHERE,
    startingWith: (prefix) =>
      [...bySurface].flatMap(([surface, positions]) => (surface.startsWith(prefix) ? positions : [])).toSorted((a, b) => a - b),
    lemmas: () => byLemma.keys(),
    surfaces: () => bySurface.keys(),
  }
}
