import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Board } from '../board/board.state.ts'
import { type CommandBody, sendCommand } from '../decide/send-command.ts'
import { sendForm, sends } from '../parts/send-form.ts'
import { notify } from '../shell/notice.state.ts'
import { accountsOf } from '../shell/names.ts'
import { session } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import { actProblem } from '../wire/act-problem.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { type DraftInMaking, draftInMaking } from './draft-in-making.ts'
import { addPhotos, PhotoPicker } from './photo-picker.view.tsx'
import { PhotoList } from './photos.view.tsx'

interface DraftEditorProps {
  readonly card: CaseCard
  readonly board: Board
  readonly id: string
}

/** The executor's desk: text, photos and the account to speak from, kept in this browser as they are chosen. */
export function DraftEditor({ card, board, id }: DraftEditorProps) {
  const draft = useMemo(() => draftOf(card), [])
  const busy = useSignal(false)
  const waits = useComputed(() => busy.value || draft.uploads.value > 0)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    // A form is sent by its keys even while its button is disabled.
    if (waits.value) return
    busy.value = true
    try {
      const next = await sendCommand(card.id, 'submit', bodyOf(draft))
      draft.sent()
      notify('done', t().done.submit)
      board.decided(next)
    } catch (problem) {
      notify('problem', actProblem(problem))
    } finally {
      busy.value = false
    }
  }
  return (
    <form
      class="act-form"
      data-act="submit"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => sends(event) && sendForm(event)}
    >
      <WrittenBefore card={card} draft={draft} />
      <AnswerText id={id} card={card} draft={draft} />
      <PhotoPicker caseId={card.id} draft={draft} />
      <AccountSelect card={card} draft={draft} />
      <SubmitButton waits={waits} />
    </form>
  )
}

const SubmitButton = ({ waits }: { waits: ReadonlySignal<boolean> }) => (
  <button type="submit" class="main" disabled={waits}>
    {t().acts.submit} <kbd aria-hidden="true">Ctrl+Enter</kbd>
  </button>
)

/** Of the signed-in person. */
function draftOf(card: CaseCard): DraftInMaking {
  const personId = session.value.kind === 'in' ? session.value.view.account.id : ''
  const { draft } = card
  const written = draft ?? { text: '', attachments: [], accountId: accountsThere(card)[0]?.id ?? null }
  return draftInMaking(localStorage, { personId, caseId: card.id }, { version: draft?.version ?? null, written })
}

function bodyOf(draft: DraftInMaking): CommandBody {
  const { text, attachments, accountId } = draft.written.value
  return { text, attachments: attachments.map(({ id }) => ({ id })), accountId, key: draft.key() }
}

/** Another version has come since: what was written is shown beside it, and taken only when the writer says so. */
function WrittenBefore({ card, draft }: { card: CaseCard; draft: DraftInMaking }) {
  const before = draft.before.value
  if (before === null) return null
  return (
    <details class="typed-before">
      <summary>{t().draft.typedBefore}</summary>
      <p class="text">{before.text}</p>
      <PhotoList photos={before.attachments} />
      <p class="hint">
        {t().draft.account}: {accountName(card, before.accountId)}
      </p>
      <button type="button" onClick={() => draft.takeBefore()}>
        {t().draft.takeTyped}
      </button>
    </details>
  )
}

function AnswerText({ id, card, draft }: { id: string; card: CaseCard; draft: DraftInMaking }) {
  const { text } = draft.written.value
  return (
    <>
      <label>
        {t().draft.text}
        <textarea
          id={id}
          name="text"
          rows={8}
          value={text}
          onInput={(event) => draft.write({ text: event.currentTarget.value })}
          onPaste={(event) => void addPhotos(draft, card.id, event.clipboardData?.files)}
        />
      </label>
      <p class="hint">{t().draft.length(text.length)}</p>
    </>
  )
}

const AccountSelect = ({ card, draft }: { card: CaseCard; draft: DraftInMaking }) => (
  <label>
    {t().draft.account}
    <select
      name="accountId"
      value={draft.written.value.accountId ?? ''}
      onChange={(event) => draft.write({ accountId: event.currentTarget.value || null })}
    >
      {accountsThere(card).map((account) => (
        <option key={account.id} value={account.id}>
          {account.url}
        </option>
      ))}
      <option value="">{t().draft.byHand}</option>
    </select>
  </label>
)

const accountsThere = (card: CaseCard) => accountsOf(card).filter((account) => account.platform === card.platform)

const accountName = (card: CaseCard, id: string | null): string =>
  id === null ? t().draft.byHand : (accountsThere(card).find((account) => account.id === id)?.url ?? id)
