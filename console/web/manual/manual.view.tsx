import { useSignal } from '@preact/signals'
import { notify } from '../shell/notice.state.ts'
import { instantOfLocal } from '../shell/local-time.ts'
import { directory, regionZone } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import { actProblem } from '../wire/act-problem.ts'
import { post } from '../wire/api.ts'
import { begun, saved, typed } from './manual.state.ts'

/** A message that a person noticed (p.5): text, where it stands, who wrote it, a screenshot. */
export function ManualEntry() {
  const busy = useSignal(false)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    busy.value = true
    try {
      await post('/api/messages', bodyOf(new FormData(form), begun.value.key))
      notify('done', t().manual.saved)
      form.reset()
      saved()
    } catch (problem) {
      notify('problem', actProblem(problem))
    } finally {
      busy.value = false
    }
  }
  return (
    <div class="page">
      <h1>{t().manual.title}</h1>
      <form class="act-form" onSubmit={(event) => void submit(event)} onInput={keepTyped}>
        <Fields />
        <button type="submit" class="main" disabled={busy}>
          {t().manual.save}
        </button>
      </form>
    </div>
  )
}

type Typed = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** A file cannot be given back to its field. */
function keepTyped({ target }: Event): void {
  const { name, value, type } = target as Typed
  if (type !== 'file') typed(name, value)
}

const valueOf = (name: string): string => begun.value.values[name] ?? ''

const Fields = () => (
  <>
    <label>
      {t().manual.text}
      <textarea name="text" rows={6} required value={valueOf('text')} />
    </label>
    <label>
      {t().manual.platform}
      <select name="platform" value={begun.value.values['platform'] ?? directory.value?.platforms[0]}>
        {(directory.value?.platforms ?? []).map((id) => (
          <option key={id} value={id}>
            {t().platforms[id]}
          </option>
        ))}
      </select>
    </label>
    <label>
      <Optional label={t().manual.url} />
      <input type="url" name="url" value={valueOf('url')} />
    </label>
    <label>
      <Optional label={t().manual.author} />
      <input type="text" name="authorName" value={valueOf('authorName')} />
    </label>
    <label>
      <Optional label={t().manual.time} />
      <input type="datetime-local" name="createdAt" value={valueOf('createdAt')} />
    </label>
    <label>
      <Optional label={t().manual.screenshot} />
      <input type="file" name="screenshot" accept="image/jpeg,image/png,image/webp" />
    </label>
  </>
)

const Optional = ({ label }: { label: string }) => (
  <span>
    {label} <small>({t().app.optional})</small>
  </span>
)

/** The time, on the region's clock, as an instant; fields left empty are not sent. What is sent again after a failure is the same message. */
function bodyOf(form: FormData, key: string): FormData {
  const body = new FormData()
  body.append('key', key)
  for (const [name, value] of form) {
    if (value === '' || (value instanceof File && value.size === 0)) continue
    body.append(name, name === 'createdAt' && typeof value === 'string' ? String(instantOfLocal(value, regionZone())) : value)
  }
  return body
}
