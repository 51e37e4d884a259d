import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { giveBackFocus } from './focus.ts'

/** Shows a native dialog over everything else as long as it is on the page: the browser keeps the focus inside, and it goes back afterwards. */
export function useModal(ref: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    return () => {
      dialog?.close()
      queueMicrotask(() => giveBackFocus(before))
    }
  }, [])
}
