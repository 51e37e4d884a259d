import { type Expression, ExpressionError } from './expression.ts'

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
export function parseExpression(source: string): Expression {
  const all = symbols(source)
  let next = 0
  const peek = (): Symbol => all[next] ?? { kind: 'end', text: '', at: source.length }
  const take = (): Symbol => {
    const symbol = peek()
    next += 1
    return symbol
  }
  const expect = (kind: Symbol['kind']): void => {
    const symbol = take()
    if (symbol.kind !== kind) throw new ExpressionError(`expected "${kind}", found "${symbol.text || 'the end'}"`, symbol.at)
  }

  const either = (): Expression => {
    const parts = [both()]
    while (peek().kind === 'or') {
      take()
      parts.push(both())
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
  }
  const both = (): Expression => {
    const parts = [unary()]
    while (['and', 'word', 'phrase', 'near', 'not', '('].includes(peek().kind)) {
      if (peek().kind === 'and') take()
      parts.push(unary())
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }
  }
  const unary = (): Expression => {
    if (peek().kind !== 'not') return primary()
    take()
    return { kind: 'not', part: unary() }
  }
  const near = (distance: number): Expression => {
    expect('(')
    const left = either()
    expect(',')
    const right = either()
    expect(')')
    return { kind: 'near', distance, left, right }
  }
  const primary = (): Expression => {
    const symbol = take()
    if (symbol.kind === 'word') return term(symbol)
    if (symbol.kind === 'phrase') return phrase(symbol)
    if (symbol.kind === 'near') return near(Number(symbol.text))
    if (symbol.kind !== '(') throw new ExpressionError(`expected a word, found "${symbol.text || 'the end'}"`, symbol.at)
    const inner = either()
    expect(')')
    return inner
  }

  const parsed = either()
  if (peek().kind !== 'end') throw new ExpressionError(`"${peek().text}" is out of place`, peek().at)
  return parsed
}

function term({ text, at }: Symbol): Expression {
  const folded = fold(text)
  if (folded.startsWith('=')) return { kind: 'exact', text: folded.slice(1) }
  if (!folded.endsWith('*')) return { kind: 'word', text: folded }
  const stem = folded.slice(0, -1)
  if (stem.length < 2) throw new ExpressionError('a prefix has at least two letters', at)
  return { kind: 'prefix', text: stem }
}

function phrase({ text, at }: Symbol): Expression {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) throw new ExpressionError('an empty phrase', at)
  return words.length === 1 ? { kind: 'word', text: words[0] ?? '' } : { kind: 'phrase', words }
}
