/** Where the work of a screen goes on: its list, or the whole of it. */
const home = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-home]') ?? document.getElementById('content')

/** Whether somebody is at a form just now: it must not be taken from under the hand. */
export const isWriting = (): boolean =>
  document.querySelector('dialog[open]') !== null || (document.activeElement?.closest('form') ?? null) !== null

/**
 * After an act: back to what had the focus before, or to the list when that has left the page with the act. A focus that
 * stands somewhere is left alone.
 */
export function giveBackFocus(before: Element | null): void {
  const { activeElement, body } = document
  if (activeElement !== null && activeElement !== body) return
  const stays = before instanceof HTMLElement && before !== body && before.isConnected
  const target = stays ? before : home()
  target?.focus()
}
