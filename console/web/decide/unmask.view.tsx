import { useSignal } from '@preact/signals'
import type { Post } from '../../../core/post.ts'
import { Dialog } from '../parts/dialog.view.tsx'
import { notify } from '../shell/notice.state.ts'
import { t } from '../text/text.ts'
import { actProblem } from '../wire/act-problem.ts'
import { casePath, post } from '../wire/api.ts'

/** What was hidden of a message, as it is. */
export type Unmasked = Pick<Post, 'text' | 'quoted' | 'author'>

interface UnmaskDialogProps {
  readonly caseId: string
  readonly close: () => void
  readonly show: (hidden: Unmasked) => void
}

/** Asks why; the view is logged before the text is shown. */
export function UnmaskDialog({ caseId, close, show }: UnmaskDialogProps) {
  const reason = useSignal('')
  const refused = useSignal<string | null>(null)
  const busy = useSignal(false)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    // A form is sent by its keys even while its button is disabled.
    if (busy.value) return
    busy.value = true
    try {
      show(await post<Unmasked>(casePath(caseId, '/unmask'), { reason: reason.value }))
      notify('done', t().done.unmask)
      close()
    } catch (problem) {
      refused.value = actProblem(problem)
    } finally {
      busy.value = false
    }
  }
  return (
    <Dialog title={t().acts.unmask} close={close}>
      <form class="act-form" onSubmit={(event) => void submit(event)}>
        <label>
          {t().decide.why}
          <textarea
            name="reason"
            rows={3}
            required
            minLength={3}
            value={reason}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
        <p role="alert" class="problem">
          {refused}
        </p>
        <button type="submit" class="main" disabled={busy}>
          {t().acts.unmask}
        </button>
      </form>
    </Dialog>
  )
}
