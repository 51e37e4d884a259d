import { type Expression, ExpressionError, type WordExpression } from './expression.ts'

interface Symbol {
  readonly kind: 'word' | 'phrase' | 'near' | 'and' | 'or' | 'not' | '(' | ')' | ',' | 'end'
  readonly text: string
  readonly at: number
}

const SYMBOL = /\s*(?:"([^"]*)"|(NEAR\/\d+)|(AND|OR|NOT|И|ИЛИ|НЕ)(?![\p{L}\p{N}*])|([(),])|(=?[\p{L}\p{N}][\p{L}\p{N}'’*@#$-]*\*?))/uy

const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not', И: 'and', ИЛИ: 'or', НЕ: 'not' }

function symbols(source: string): readonly Symbol[] {
  const found: Symbol[] = []
  let at = 0
  while (source.slice(at).trim() !== '') {
    SYMBOL.lastIndex = at
    const match = SYMBOL.exec(source)
    if (match === null) throw new ExpressionError(`"${source.slice(at).trim().slice(0, 10)}" is not a word or an operator`, at)
    found.push(symbolOf(match, at))
    at = SYMBOL.lastIndex
  }
  return [...found, { kind: 'end', text: '', at: source.length }]
}

function symbolOf(match: RegExpExecArray, at: number): Symbol {
  const [, phrase, near, operator, mark, word = ''] = match
  if (phrase !== undefined) return { kind: 'phrase', text: phrase, at }
  if (near !== undefined) return { kind: 'near', text: near.slice('NEAR/'.length), at }
  if (operator !== undefined) return { kind: OPERATORS[operator] ?? 'and', text: operator, at }
  if (mark !== undefined) return { kind: mark as '(' | ')' | ',', text: mark, at }
  return { kind: 'word', text: word, at }
}

const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')

/**
 * Grammar, loosest first: `a OR b`, `a AND b` (or just `a b`), `NOT a`, parentheses, `NEAR/3(a, b)`, `"a b"`, `word`,
 * `pref*`, `=form`. @throws {ExpressionError}
 */
export const parseExpression = (source: string): Expression => new Parser(source).whole()

/** What may begin another part of an AND. */
const BEGINS: ReadonlySet<Symbol['kind']> = new Set(['and', 'word', 'phrase', 'near', 'not', '('])

/** Recursive descent, a method per level of the grammar. */
class Parser {
  private readonly symbols: readonly Symbol[]
  private readonly end: Symbol
  private next = 0

  constructor(source: string) {
    this.symbols = symbols(source)
    this.end = { kind: 'end', text: '', at: source.length }
  }

  whole(): Expression {
    const parsed = this.either()
    const rest = this.peek()
    if (rest.kind !== 'end') throw new ExpressionError(`"${rest.text}" is out of place`, rest.at)
    return parsed
  }

  private either(): Expression {
    const first = this.both()
    const parts = [first]
    while (this.peek().kind === 'or') {
      this.take()
      parts.push(this.both())
    }
    return parts.length === 1 ? first : { kind: 'or', parts }
  }

  private both(): Expression {
    const first = this.unary()
    const parts = [first]
    while (BEGINS.has(this.peek().kind)) {
      if (this.peek().kind === 'and') this.take()
      parts.push(this.unary())
    }
    return parts.length === 1 ? first : { kind: 'and', parts }
  }

  private unary(): Expression {
    if (this.peek().kind !== 'not') return this.primary()
    this.take()
    return { kind: 'not', part: this.unary() }
  }

  private primary(): Expression {
    const symbol = this.take()
    if (symbol.kind === 'word') return term(symbol)
    if (symbol.kind === 'phrase') return phrase(symbol)
    if (symbol.kind === 'near') return this.near(Number(symbol.text))
    if (symbol.kind !== '(') throw new ExpressionError(`expected a word, found "${symbol.text || 'the end'}"`, symbol.at)
    const inner = this.either()
    this.expect(')')
    return inner
  }

  private near(distance: number): Expression {
    this.expect('(')
    const left = this.either()
    this.expect(',')
    const right = this.either()
    this.expect(')')
    return { kind: 'near', distance, left, right }
  }

  private peek(): Symbol {
    return this.symbols[this.next] ?? this.end
  }

  private take(): Symbol {
    const symbol = this.peek()
    this.next += 1
    return symbol
  }

  private expect(kind: Symbol['kind']): void {
    const symbol = this.take()
    if (symbol.kind !== kind) throw new ExpressionError(`expected "${kind}", found "${symbol.text || 'the end'}"`, symbol.at)
  }
}

const wordOf = (folded: string): WordExpression =>
  folded.startsWith('=') ? { kind: 'exact', text: folded.slice(1) } : { kind: 'word', text: folded }

function term({ text, at }: Symbol): Expression {
  const folded = fold(text)
  if (folded.startsWith('=') || !folded.endsWith('*')) return wordOf(folded)
  const stem = folded.slice(0, -1)
  if (stem.length < 2) throw new ExpressionError('a prefix has at least two letters', at)
  return { kind: 'prefix', text: stem }
}

function phrase({ text, at }: Symbol): Expression {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(wordOf)
  const [first] = words
  if (first === undefined) throw new ExpressionError('an empty phrase', at)
  return words.length === 1 ? first : { kind: 'phrase', words }
}
