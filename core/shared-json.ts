import { partsOf, type Text } from './text.ts'

/** Where an object keeps how it becomes JSON that holds what others hold too. Not enumerable: a copy of the object has none. A `WeakMap` would keep
 *  all that its objects hold until the old generation is swept: a third more of that. */
const MAKER = Symbol('json')

interface Made {
  readonly [MAKER]?: () => Text
}

const isObject = (value: unknown): value is Made => typeof value === 'object' && value !== null

/** A value's JSON. */
export const jsonOf = (value: unknown): Text => (isObject(value) ? value[MAKER]?.() : undefined) ?? JSON.stringify(value)

/** As `jsonOf`, made once of an object that goes into several documents and messages. Nobody may change it afterwards. */
export function sharedJson(value: object): Text {
  const known = (value as Made)[MAKER]
  if (known !== undefined) return known()
  const text = JSON.stringify(value)
  withJson(value, () => text)
  return text
}

/** The object, whose JSON `make` puts together when it is asked for. It must say what `JSON.stringify` says, in any order of the fields. */
export function withJson<T extends object>(value: T, make: () => Text): T {
  return Object.defineProperty(value, MAKER, { value: make, configurable: true })
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

/** The JSON of a list of what is JSON already. */
export const jsonList = (items: readonly Text[]): readonly string[] => [
  '[',
  ...items.flatMap((item, index) => (index === 0 ? partsOf(item) : [',', ...partsOf(item)])),
  ']',
]
