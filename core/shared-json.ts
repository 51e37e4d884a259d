import { partsOf, type Text } from './text.ts'

/** Where an object keeps how it becomes JSON that holds what others hold too. Not enumerable: a copy of the object has none. A `WeakMap` would keep
 *  all that its objects hold until the old generation is swept: a third more of that. */
const MAKER = Symbol('json')

interface Made {
  readonly [MAKER]?: () => Text
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A value's JSON. */
export const jsonOf = (value: unknown): Text => (isObject(value) ? knownJson(value) : undefined) ?? JSON.stringify(value)

/** The JSON that an object keeps; undefined where nobody has said it. */
export const knownJson = (value: object): Text | undefined => (value as Made)[MAKER]?.()

/** The object, whose JSON `make` puts together when it is asked for. It must say what `JSON.stringify` says, in any order of the fields. */
export function withJson<T extends object>(value: T, make: () => Text): T {
  return Object.defineProperty(value, MAKER, { value: make, configurable: true })
}

/** A value of which its JSON is all that is left: what it was made of can go. */
export function onlyJson(value: unknown): object {
  const text = jsonOf(value)
  return withJson({}, () => text)
}

/** The JSON of an object with further fields whose JSON is there already. */
export function jsonWith(value: object, more: Readonly<Record<string, Text>>): readonly string[] {
  const parts = [JSON.stringify(value).slice(0, -1)]
  let comma = parts[0] === '{' ? '' : ','
  for (const [name, json] of Object.entries(more)) {
    parts.push(`${comma}"${name}":`, ...partsOf(json))
    comma = ','
  }
  parts.push('}')
  return parts
}

/** What JSON writes otherwise than it is. */
const ESCAPED = /["\\\p{Cc}]/u

/** The JSON of a text, which stays the piece it is where nothing in it is escaped. */
export const quoted = (text: string): Text => (ESCAPED.test(text) || !text.isWellFormed() ? JSON.stringify(text) : ['"', text, '"'])

/** The JSON of a list of what is JSON already. */
export const jsonList = (items: readonly Text[]): readonly string[] => [
  '[',
  ...items.flatMap((item, index) => (index === 0 ? partsOf(item) : [',', ...partsOf(item)])),
  ']',
]
