import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { Dialog } from '../parts/dialog.view.tsx'
import { regionZone } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { randomKey } from '../wire/random-key.ts'
import { bodyOf, type Field, FIELDS } from './act-fields.ts'
import { beginning, forgetBegun, keepTyped, type Place } from './begun-form.ts'
import type { Act } from './send-act.ts'
import type { CommandBody } from './send-command.ts'

interface ActDialogProps {
  readonly act: Act
  readonly card: CaseCard
  readonly close: () => void
  /** Sends the command; resolves with why it was refused, or null. A refusal keeps the dialog open. */
  readonly send: (act: Act, body: CommandBody) => Promise<string | null>
}

/** The questions of one act. Detection ends with the importance, which has no default. */
export function ActDialog({ act, card, close, send }: ActDialogProps) {
  const fields = FIELDS[act]?.(card) ?? []
  const place = { caseId: card.id, act }
  const { answers, set } = useAnswers(place, fields)
  const busy = useSignal(false)
  const problem = useSignal<string | null>(null)
  const form = useRef<HTMLFormElement>(null)

  async function done(more: Record<string, unknown> = {}): Promise<void> {
    if (busy.value || form.current?.reportValidity() === false) return
    busy.value = true
    problem.value = await send(act, { ...bodyOf(fields, answers.value.values, regionZone()), ...more, key: answers.value.key })
    busy.value = false
    if (problem.value !== null) return
    forgetBegun(place)
    close()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    if (act !== 'detect') void done()
  }
  return (
    <Dialog
      title={t().acts[act]}
      close={close}
      onKeyDown={(event) => act === 'detect' && importanceKey(event, (importance) => void done({ importance }))}
    >
      <form ref={form} class="act-form" data-act={act} onSubmit={submit}>
        {fields.map((field) => (
          <FieldView
            key={field.name}
            field={field}
            value={answers.value.values[field.name] ?? ''}
            set={(value) => set(field.name, value)}
          />
        ))}
        <p role="alert" class="problem">
          {problem}
        </p>
        {act === 'detect' ? (
          <Importances busy={busy.value} choose={(importance) => void done({ importance })} />
        ) : (
          <button type="submit" class="main" disabled={busy.value}>
            {t().acts[act]} <kbd aria-hidden="true">Ctrl+Enter</kbd>
          </button>
        )}
      </form>
    </Dialog>
  )
}

/** What was answered so far; the words of it wait for whoever closes the form and comes back. */
function useAnswers(place: Place, fields: readonly Field[]) {
  const answers = useSignal(useMemo(() => beginning(place, fields), []))
  const set = (name: string, value: string): void => {
    // Sent again with other answers it is another act: what was changed must not be taken for what was sent before.
    answers.value = { values: { ...answers.value.values, [name]: value }, key: randomKey() }
    keepTyped(place, fields, answers.value)
  }
  return { answers, set }
}

type Chosen = 'normal' | 'high'

/** Letters typed here write or search the list of choices: on a Russian layout H is the first letter of «Рыльский». */
const TYPED_INTO = 'input, select, textarea'

/** N and H by their place on the keyboard, outside the fields. */
function importanceKey(event: KeyboardEvent, choose: (importance: Chosen) => void): void {
  const keys: Readonly<Record<string, Chosen>> = { KeyN: 'normal', KeyH: 'high' }
  const importance = keys[event.code]
  if (importance === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target instanceof Element && event.target.matches(TYPED_INTO)) return
  event.preventDefault()
  choose(importance)
}

/** The one question without a guess has the focus, so that the key that answers it decides at once. */
const Importances = ({ busy, choose }: { busy: boolean; choose: (importance: Chosen) => void }) => (
  <div class="importances" role="group" aria-label={t().decide.importance} tabIndex={-1} autofocus>
    <p class="hint">{t().decide.importanceHint}</p>
    <button type="button" class="main" data-importance="normal" disabled={busy} onClick={() => choose('normal')}>
      {t().importance.normal} <kbd>N</kbd>
    </button>
    <button type="button" class="main" data-importance="high" disabled={busy} onClick={() => choose('high')}>
      {t().importance.high} <kbd>H</kbd>
    </button>
  </div>
)

interface FieldViewProps {
  readonly field: Field
  readonly value: string
  readonly set: (value: string) => void
}

const INPUT_TYPES = { text: { type: 'text' }, url: { type: 'url' }, time: { type: 'datetime-local' } } as const

function FieldView({ field, value, set }: FieldViewProps) {
  const { name, kind, label, optional } = field
  if (kind === 'check')
    return (
      <label class="check">
        <input type="checkbox" name={name} checked={value === 'on'} onChange={(event) => set(event.currentTarget.checked ? 'on' : '')} />{' '}
        {label}
      </label>
    )
  return (
    <label>
      <span>
        {label} {optional && <small>({t().app.optional})</small>}
      </span>
      {kind === 'select' && <SelectView field={field} value={value} set={set} />}
      {kind === 'area' && (
        <textarea name={name} rows={4} required={!optional} value={value} onInput={(event) => set(event.currentTarget.value)} />
      )}
      {(kind === 'text' || kind === 'url' || kind === 'time') && (
        <input {...INPUT_TYPES[kind]} name={name} required={!optional} value={value} onInput={(event) => set(event.currentTarget.value)} />
      )}
    </label>
  )
}

function SelectView({ field: { name, optional, options }, value, set }: FieldViewProps) {
  return (
    <select name={name} required={!optional} value={value} onChange={(event) => set(event.currentTarget.value)}>
      <option value="">—</option>
      {options.map(({ group, options: own }) => {
        const items = own.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))
        return group === '' ? (
          items
        ) : (
          <optgroup key={group} label={group}>
            {items}
          </optgroup>
        )
      })}
    </select>
  )
}
