import { t } from '../text/text.ts'
import { notice } from './notice.state.ts'

/** The last word about an action, in a live region of its own. */
export function Notices() {
  const current = notice.value
  return (
    <div class="notices" role="status" aria-live="polite">
      {current !== null && (
        <div class={`notice notice-${current.kind}`}>
          <span>{current.text}</span>
          <button type="button" class="plain" aria-label={t().app.close} onClick={() => (notice.value = null)}>
            ×
          </button>
        </div>
      )}
    </div>
  )
}
