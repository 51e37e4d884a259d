import type { Command } from '../../../core/case.ts'
import { randomKey } from '../wire/random-key.ts'
import type { Field } from './act-fields.ts'

type Values = Readonly<Record<string, string>>

/** The form of an act on a case. */
export interface Place {
  readonly caseId: string
  readonly act: Command['type']
}

/** How a form begins. */
interface Beginning {
  readonly values: Values
  /** Names what is sent: sent twice it is one act. */
  readonly key: string
}

interface Begun {
  /** What the next form of the act on the case begins with. */
  readonly again: Values
  /** All answers as they stood last, and their key; null: they are not known. */
  readonly last: Beginning | null
}

/** Forms that were closed before they were sent, or before the server refused them. Whoever else signs in has a page of their own. */
const begun = new Map<string, Begun>()

const keyOf = ({ caseId, act }: Place): string => `${caseId} ${act}`

/** Words are what costs time to write again. A choice is not kept: one that was left is no suggestion. */
const WORDS: ReadonlySet<Field['kind']> = new Set(['area', 'text', 'url'])

export function keepTyped(place: Place, fields: readonly Field[], last: Beginning): void {
  const words = fields.filter(({ kind }) => WORDS.has(kind)).map(({ name }) => [name, last.values[name] ?? ''])
  begun.set(keyOf(place), { again: Object.fromEntries(words), last })
}

/** All that was refused is begun with, an answer left empty included. */
export function keepRefused(place: Place, body: Readonly<Record<string, unknown>>): void {
  const answers = Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : ''])
  begun.set(keyOf(place), { again: Object.fromEntries(answers), last: null })
}

export const forgetBegun = (place: Place): void => void begun.delete(keyOf(place))

/** With what was begun, or else with what is suggested. Answers that stand as they did keep their key: nobody may know what came of them. */
export function beginning(place: Place, fields: readonly Field[]): Beginning {
  const { again = {}, last = null } = begun.get(keyOf(place)) ?? {}
  const values = Object.fromEntries(fields.map(({ name, initial }) => [name, again[name] ?? initial]))
  const isSame = last !== null && fields.every(({ name }) => values[name] === last.values[name])
  return { values, key: isSame ? last.key : randomKey() }
}
