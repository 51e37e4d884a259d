import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../text/text.ts'

interface DialogProps {
  readonly title: string
  readonly close: () => void
  readonly children: ComponentChildren
  /** Keys of the dialog as a whole, wherever the focus stands in it. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

/** A modal native dialog: the browser keeps the focus inside and gives it back on closing. */
export function Dialog({ title, close, children, onKeyDown }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog ref={ref} aria-labelledby={id} onClose={close} onKeyDown={(event) => onKeyDown?.(event)}>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet icon" aria-label={t().app.close} onClick={close}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  )
}
