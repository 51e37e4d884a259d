/** Texts live as long as the values they are of. */
const texts = new WeakMap<object, string>()

/** An object's JSON, made once as long as nobody changes it, however many documents and messages it goes into. */
export function jsonText(value: object): string {
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  texts.set(value, text)
  return text
}

/** The JSON of an object with further fields whose JSON is there already. */
export function jsonWith(value: object, more: Readonly<Record<string, string>>): string {
  let text = JSON.stringify(value).slice(0, -1)
  for (const [name, json] of Object.entries(more)) text += `${text === '{' ? '' : ','}"${name}":${json}`
  return `${text}}`
}

/** Keeps the text that an object was just read from, and of its fields where there are two and the text shows where one ends. */
export function keepText(value: object, text: string): void {
  texts.set(value, text)
  const [first, second, ...others] = Object.entries(value)
  if (first === undefined || second === undefined || others.length > 0) return
  const [head, middle] = [`{"${first[0]}":`, `,"${second[0]}":`]
  const at = text.indexOf(middle)
  const isPlain = text.startsWith(head) && at !== -1 && text.indexOf(middle, at + 1) === -1 && text.endsWith('}')
  if (!isPlain) return
  if (isObject(first[1])) texts.set(first[1], text.slice(head.length, at))
  if (isObject(second[1])) texts.set(second[1], text.slice(at + middle.length, -1))
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
