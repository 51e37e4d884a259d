import type { Screen } from './screens.ts'

/** What a screen is asked for beside its case: its view, filters and words. */
export type Asked = Readonly<Record<string, string>>

/** Of which screen it is, and whose: what one person was looking for the next one at this machine is not shown. */
export interface Asking {
  readonly screen: Screen
  readonly personId: string | null
}

/** As it is kept with a step of the history. */
export const keptAsked = ({ screen, personId }: Asking, asked: Asked): unknown => ({ screen, personId, asked })

/** What this person asked this screen for at a step of the history; null: nothing is known of it. */
export function askedAt(state: unknown, { screen, personId }: Asking): Asked | null {
  if (!isRecord(state) || state['screen'] !== screen || state['personId'] !== personId || !isRecord(state['asked'])) return null
  return Object.fromEntries(Object.entries(state['asked']).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Each field as it was asked for; one that was not as it is by itself. */
export const fieldsAsked = <T extends Asked>(byItself: T, asked: Asked): T =>
  // Both hold nothing but texts, and only the names of the first are taken.
  Object.fromEntries(Object.entries(byItself).map(([name, value]) => [name, asked[name] ?? value])) as T

export const asksTheSame = (one: Asked, two: Asked): boolean => Object.entries(two).every(([name, value]) => one[name] === value)
