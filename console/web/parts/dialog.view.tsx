import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { t } from '../text/text.ts'
import { useModal } from './modal.ts'
import { sendForm, sends } from './send-form.ts'

interface DialogProps {
  readonly title: string
  readonly close: () => void
  readonly children: ComponentChildren
  /** Keys of the dialog as a whole, wherever the focus stands in it. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

/**
 * A modal native dialog: the browser keeps the focus inside. It begins at the first question, so the button that closes
 * stands last; when the dialog goes, the focus goes back.
 */
export function Dialog({ title, close, children, onKeyDown }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useModal(ref)
  return (
    <dialog ref={ref} aria-labelledby={id} onClose={close} onKeyDown={(event) => (sends(event) ? sendForm(event) : onKeyDown?.(event))}>
      <h2 id={id}>{title}</h2>
      {children}
      <button type="button" class="quiet icon dialog-close" aria-label={t().app.close} onClick={close}>
        ×
      </button>
    </dialog>
  )
}
