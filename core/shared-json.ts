/** How objects become JSON that hold what others hold too. Known as long as the objects live. */
const makers = new WeakMap<object, () => string>()

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A value's JSON. */
export const jsonOf = (value: unknown): string => (isObject(value) ? makers.get(value)?.() : undefined) ?? JSON.stringify(value)

/** As `jsonOf`, made once of an object that goes into several documents and messages. Nobody may change it afterwards. */
export function sharedJson(value: object): string {
  const known = makers.get(value)
  if (known !== undefined) return known()
  const text = JSON.stringify(value)
  makers.set(value, () => text)
  return text
}

/** The object, whose JSON `make` puts together when it is asked for. It must say what `JSON.stringify` says, in any order of the fields. */
export function withJson<T extends object>(value: T, make: () => string): T {
  makers.set(value, make)
  return value
}

/** The JSON of an object with further fields whose JSON is there already. */
export function jsonWith(value: object, more: Readonly<Record<string, string>>): string {
  let text = JSON.stringify(value).slice(0, -1)
  for (const [name, json] of Object.entries(more)) text += `${text === '{' ? '' : ','}"${name}":${json}`
  return `${text}}`
}
