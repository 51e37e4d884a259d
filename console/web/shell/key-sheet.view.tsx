import { signal } from '@preact/signals'
import { KEYS } from '../keys/keys.ts'
import { Dialog } from '../parts/dialog.view.tsx'
import { t } from '../text/text.ts'
import { singleKeys } from './preferences.state.ts'

export const keySheetOpen = signal(false)

/** The `?` sheet: every key with its meaning, and the switch that turns single letters off. */
export function KeySheet() {
  const acts = [...new Set(KEYS.map((key) => key.act))]
  return (
    <Dialog title={t().keys.title} close={() => (keySheetOpen.value = false)}>
      <p class="hint">{t().keys.layout}</p>
      <dl class="key-sheet">
        {acts.map((act) => (
          <div key={act}>
            <dt>
              {[...new Set(KEYS.filter((key) => key.act === act).map((key) => key.cap))].map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dt>
            <dd>{t().keys[act]}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={singleKeys.value} onChange={(event) => (singleKeys.value = event.currentTarget.checked)} />
        {t().keys.toggle}
      </label>
    </Dialog>
  )
}
