import { signal } from '@preact/signals'
import { acting } from '../wire/api.ts'
import { type Asked, askedAt, keptAsked } from './asked.ts'
import { isBoard, type Screen, SCREENS } from './screens.ts'

export interface Address {
  readonly screen: Screen | null
  readonly caseId: string | null
}

/** Where an address leads whoever has these screens. */
export interface Place {
  readonly screen: Screen
  readonly caseId: string | null
}

/** `#/queue/case%3Avk…` → screen and case; null for what is not an address of the console. */
export function parseAddress(hash: string): Address {
  const [name = '', caseId = ''] = hash.replace(/^#\/?/, '').split('/')
  const screen = SCREENS.find((known) => known === name) ?? null
  return { screen, caseId: screen === null || caseId === '' ? null : decoded(caseId) }
}

export const addressText = (screen: Screen, caseId: string | null): string =>
  `#/${screen}${caseId === null ? '' : `/${encodeURIComponent(caseId)}`}`

/** A link of a colleague with other screens opens the case it names on the first board of one's own. */
export function placeOf(screens: readonly Screen[], { screen, caseId }: Address): Place {
  if (screen !== null && screens.includes(screen)) return { screen, caseId }
  const own = caseId === null ? screens[0] : screens.find(isBoard)
  return { screen: own ?? 'archive', caseId }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const current = (): Address => parseAddress(typeof location === 'undefined' ? '' : location.hash)
export const address = signal<Address>(current())

let settledHash = typeof location === 'undefined' ? '' : location.hash

export function followAddress(): void {
  addEventListener('hashchange', () => {
    settledHash = location.hash
    address.value = current()
  })
}

/**
 * Names the case in the address without a step in the history, so that Back leaves the screen and a link can be copied.
 * An address that has changed and not been followed yet is a person's wish to go elsewhere: it is left alone.
 */
export function showCase(screen: Screen, caseId: string | null): void {
  if (location.hash !== settledHash) return
  history.replaceState(history.state, '', addressText(screen, caseId))
  settledHash = location.hash
}

const asking = (screen: Screen) => ({ screen, personId: acting.peek()?.personId ?? null })

/**
 * Keeps what the screen is asked for with its step of the history, so that Back, Forward and reload show the same again. Not in
 * the address: people send it to each other, and a name that was looked for is nobody else's to read.
 */
export function keepAsked(screen: Screen, asked: Asked): void {
  if (location.hash === settledHash) history.replaceState(keptAsked(asking(screen), asked), '')
}

/** What the screen was asked for at this step of the history; null where one has come anew. */
export const askedHere = (screen: Screen): Asked | null => askedAt(history.state, asking(screen))
