import type { Analyse, Analysis } from '../../../classifier/analysis.ts'
import type { Expression, WordExpression } from '../../../classifier/rules/expression.ts'

type Positions = readonly number[] | null
type Kinds = { readonly [Kind in Expression['kind']]: (expression: Extract<Expression, { readonly kind: Kind }>) => Positions }

const some = (positions: readonly number[]): Positions => (positions.length === 0 ? null : [...new Set(positions)])

/** An independent reading of docs/rule-language.md: every word of the text is looked at for every part of the rule, nothing is indexed.
 *  The positions an expression covers; null when it does not match. */
export function naivePositions(expression: Expression, { tokens }: Analysis, analyse: Analyse): Positions {
  const where = (holds: (at: number) => boolean): Positions => some(tokens.flatMap((_, at) => (holds(at) ? [at] : [])))
  const surface = (at: number): string => tokens[at]?.word.surface ?? ''
  const means = (at: number, word: string): boolean => {
    const all = analyse(word).tokens.flatMap((token) => token.word.lemmas)
    const wanted = all.some((lemma) => lemma.includes('-')) ? all.filter((lemma) => lemma.includes('-')) : all
    return (tokens[at]?.word.lemmas ?? []).some((lemma) => wanted.includes(lemma))
  }
  const isWord = (at: number, { kind, text }: WordExpression): boolean => (kind === 'exact' ? surface(at) === text : means(at, text))
  const ask = (one: Expression): Positions => (kinds[one.kind] as (whole: Expression) => Positions)(one)
  const conjunction = ({ parts }: { parts: readonly Expression[] }): Positions => {
    const found = parts.map(ask)
    return found.includes(null) ? null : found.flatMap((part) => part ?? [])
  }
  const disjunction = ({ parts }: { parts: readonly Expression[] }): Positions => {
    const found = parts.flatMap((part) => {
      const positions = ask(part)
      return positions === null ? [] : [positions]
    })
    return found.length === 0 ? null : found.flat()
  }
  const kinds: Kinds = {
    word: (word) => where((at) => isWord(at, word)),
    exact: (word) => where((at) => isWord(at, word)),
    prefix: ({ text }) => where((at) => surface(at).startsWith(text)),
    phrase: ({ words }) =>
      some(
        tokens.flatMap((_, start) =>
          words.every((word, step) => isWord(start + step, word)) ? words.map((__, step) => start + step) : [],
        ),
      ),
    near: ({ left, right, distance }) => {
      const [a, b] = [ask(left) ?? [], ask(right) ?? []]
      return some(a.flatMap((x) => b.flatMap((y) => (x !== y && Math.abs(x - y) <= distance ? [x, y] : []))))
    },
    and: conjunction,
    or: disjunction,
    not: ({ part }) => (ask(part) === null ? [] : null),
  }
  return ask(expression)
}
