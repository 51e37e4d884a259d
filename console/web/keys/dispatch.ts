import { useLayoutEffect, useRef } from 'preact/hooks'
import { singleKeys } from '../shell/preferences.state.ts'
import { actOf, type KeyAct } from './keys.ts'

export type KeyHandlers = Partial<Record<KeyAct, () => void>>

/** Innermost last: a dialog or a card answers before the screen below it. */
const layers: { handlers: KeyHandlers }[] = []

const TEXT_INPUTS = new Set(['text', 'search', 'password', 'url', 'date', 'datetime-local', 'email', 'number', 'file'])

/** Letters belong to the field a person types in. */
function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type)
}

const SCROLLING: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End'])

/** Enter and the arrows keep their own meaning on buttons, links and choices, and where a person reads on in what has the focus. */
function ownKey(event: KeyboardEvent): boolean {
  if (event.code === 'Escape') return false
  if (typing(event.target)) return true
  if (SCROLLING.has(event.code) && event.target instanceof Element && event.target.closest('[data-read-on]') !== null) return true
  const control = event.target instanceof Element && event.target.closest('button, a, input, summary, [role=option]') !== null
  return control && !event.code.startsWith('Key') && event.code !== 'Slash'
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null || ownKey(event)) return
  const act = actOf(event, singleKeys.value)
  const handler = act === null ? undefined : layers.findLast((layer) => layer.handlers[act] !== undefined)?.handlers[act]
  if (handler === undefined) return
  event.preventDefault()
  handler()
}

export const listenToKeys = (): void => addEventListener('keydown', pressed)

/** Answers commands while the component is on the page, from the moment it can be seen: a quick hand loses no key. */
export function useKeys(handlers: KeyHandlers): void {
  const layer = useRef({ handlers })
  layer.current.handlers = handlers
  useLayoutEffect(() => {
    const own = layer.current
    layers.push(own)
    return () => void layers.splice(layers.indexOf(own), 1)
  }, [])
}
