import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Board } from '../board/board.state.ts'
import { type CommandBody, sendCommand } from '../decide/send-command.ts'
import { sendForm, sends } from '../parts/send-form.ts'
import { clockTime } from '../shell/date-text.ts'
import { notify } from '../shell/notice.state.ts'
import { accountsOf } from '../shell/names.ts'
import { CITIZENS_LANGUAGE, t, writtenIn } from '../text/text.ts'
import { actProblem } from '../wire/act-problem.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { type DraftInMaking, draftInMaking } from './draft-in-making.ts'
import { placeOf } from './draft-place.ts'
import { keyOf } from './kept-draft.ts'
import { addPhotos, PhotoPicker } from './photo-picker.view.tsx'
import { PhotoList } from './photos.view.tsx'
import { browserStorage } from '../shell/browser-storage.ts'

interface DraftEditorProps {
  readonly card: CaseCard
  readonly board: Board
  readonly id: string
}

/** The executor's desk: text, photos and the account to speak from, kept in this browser as they are chosen. */
export function DraftEditor({ card, board, id }: DraftEditorProps) {
  const draft = useMemo(() => draftOf(card), [])
  useEffect(() => hearOtherTabs(card, draft), [])
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
  const { draft } = card
  const written = draft ?? { text: '', attachments: [], accountId: accountsThere(card)[0]?.id ?? null }
  return draftInMaking(browserStorage, placeOf(card.id), { version: draft?.version ?? null, written })
}

/** Only other tabs are told of a change. */
function hearOtherTabs(card: CaseCard, draft: DraftInMaking): () => void {
  const key = keyOf(placeOf(card.id))
  const hear = (event: StorageEvent): void => {
    if (event.key === key) draft.heard(event.newValue)
  }
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}

function bodyOf(draft: DraftInMaking): CommandBody {
  const { text, attachments, accountId } = draft.written.value
  return { text, attachments: attachments.map(({ id }) => ({ id })), accountId, key: draft.key() }
}

/** Another version has come since, or another tab has kept something else: what was written is shown beside it, and taken only when the writer
 *  says so. */
const WrittenBefore = ({ card, draft }: { card: CaseCard; draft: DraftInMaking }) => (
  <>
    {draft.before.value.map((before, index) => (
      <details key={index} class="typed-before">
        <summary>{t().draft.typedBefore}</summary>
        <p class="text" lang={writtenIn(before.text)}>
          {before.text}
        </p>
        <PhotoList photos={before.attachments} />
        <p class="hint">
          {t().draft.account}: {accountName(card, before.accountId)}
        </p>
        <button type="button" onClick={() => draft.takeBefore(before)}>
          {t().draft.takeTyped}
        </button>
      </details>
    ))}
  </>
)

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
          lang={CITIZENS_LANGUAGE}
          value={text}
          onInput={(event) => draft.write({ text: event.currentTarget.value })}
          onPaste={(event) => void addPhotos(draft, card.id, event.clipboardData?.files)}
        />
      </label>
      <p class="hint">{t().draft.length(text.length)}</p>
      <Kept draft={draft} />
    </>
  )
}

/** That it is not kept has to be heard at once; that it is, is told with every letter and read by whoever looks. */
function Kept({ draft }: { draft: DraftInMaking }) {
  const keeping = draft.keeping.value
  return (
    <>
      {keeping?.kept === true && <p class="hint">{t().draft.saved(clockTime(keeping.at))}</p>}
      <p role="alert" class="problem">
        {keeping?.kept === false && t().draft.notSaved}
      </p>
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
