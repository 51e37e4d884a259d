/** One word, whatever stands around it. */
export type WordExpression =
  /** By its lemmas. */
  | { readonly kind: 'word'; readonly text: string }
  /** The surface form itself, ё folded. */
  | { readonly kind: 'exact'; readonly text: string }

/** What an analyst's rule says, parsed. */
export type Expression =
  | WordExpression
  /** Beginning of a surface form. */
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'phrase'; readonly words: readonly WordExpression[] }
  /** Both within `distance` words of one another, in either order. */
  | { readonly kind: 'near'; readonly distance: number; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }

/** A rule that cannot be read: what is wrong and where (UTF-16 offset in the expression). */
export class ExpressionError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.name = 'ExpressionError'
    this.at = at
  }
}
