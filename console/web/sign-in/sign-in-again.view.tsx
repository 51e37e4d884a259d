import { useLayoutEffect, useRef } from 'preact/hooks'
import { useModal } from '../parts/modal.ts'
import { t } from '../text/text.ts'
import { Entrance } from './sign-in.view.tsx'

/** The door over a desk whose session is over. The desk waits unseen behind it, with all that was typed there, for the person who left it. */
export function SignInAgain({ login }: { login: string }) {
  const ref = useRef<HTMLDialogElement>(null)
  useModal(ref)
  useStaysShut()
  return (
    <dialog
      ref={ref}
      class="door"
      aria-label={t().signIn.title}
      aria-describedby="session-over"
      onClose={({ currentTarget }) => currentTarget.isConnected && currentTarget.showModal()}
    >
      <p id="session-over" class="door-word">
        <b>{t().app.sessionEnded}</b> {t().app.deskWaits}
      </p>
      <Entrance login={login} />
    </dialog>
  )
}

/** A dialog of the desk is open beneath: Escape would reach through to it, and what was typed there would be gone. */
function useStaysShut(): void {
  useLayoutEffect(() => {
    const refuse = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') event.preventDefault()
    }
    addEventListener('keydown', refuse, true)
    return () => removeEventListener('keydown', refuse, true)
  }, [])
}
