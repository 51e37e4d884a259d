import { type Signal, useSignal } from '@preact/signals'
import type { Attachment } from '../../../core/case.ts'
import type { Board } from '../board/board.state.ts'
import { sendCommand } from '../decide/send-command.ts'
import { sendForm, sends } from '../parts/send-form.ts'
import { notify } from '../shell/notice.state.ts'
import { accountsOf } from '../shell/names.ts'
import { session } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { casePath, post } from '../wire/api.ts'
import { problemText } from '../wire/problem-text.ts'
import { type DraftPlace, keepDraft, keptDraft, forgetDraft } from './kept-draft.ts'
import { PhotoList } from './photos.view.tsx'

interface DraftEditorProps {
  readonly card: CaseCard
  readonly board: Board
  readonly id: string
}

/** The executor's desk: text kept in this browser as it is typed, photos, the account to speak from. */
export function DraftEditor({ card, board, id }: DraftEditorProps) {
  const draft = useDraft(card)
  const busy = useSignal(false)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    busy.value = true
    try {
      const next = await sendCommand(card.id, 'submit', bodyOf(draft))
      forgetDraft(localStorage, placeOf(card))
      notify('done', t().done.submit)
      board.decided(next)
    } catch (problem) {
      notify('problem', problemText(problem))
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
      <AnswerText id={id} card={card} draft={draft} />
      <PhotoPicker card={card} photos={draft.photos} />
      <AccountSelect card={card} accountId={draft.accountId} />
      <button type="submit" class="main" disabled={busy}>
        {t().acts.submit} <kbd aria-hidden="true">Ctrl+Enter</kbd>
      </button>
    </form>
  )
}

interface DraftInMaking {
  readonly text: Signal<string>
  readonly photos: Photos
  /** Empty: the answer is given by hand. */
  readonly accountId: Signal<string>
  /** Typed here over an earlier version; null: nothing, or it was taken. */
  readonly typedBefore: Signal<string | null>
}

/** What was typed here before, or the version that is to be reworked. */
function useDraft(card: CaseCard): DraftInMaking {
  const { text, attachments, accountId, version } = card.draft ?? firstDraft(card)
  const kept = keptDraft(localStorage, placeOf(card))
  const isOfThis = kept?.version === version
  return {
    text: useSignal(isOfThis ? kept.text : text),
    typedBefore: useSignal(isOfThis ? kept.before : kept === null || kept.text === text ? null : kept.text),
    photos: useSignal(attachments),
    accountId: useSignal(accountId ?? ''),
  }
}

const placeOf = (card: CaseCard): DraftPlace => ({
  personId: session.value.kind === 'in' ? session.value.view.account.id : '',
  caseId: card.id,
})

const firstDraft = (card: CaseCard) => ({ text: '', attachments: [], accountId: accountsThere(card)[0]?.id, version: null })

const bodyOf = ({ text, photos, accountId }: DraftInMaking): Record<string, unknown> => ({
  text: text.value,
  attachments: photos.value.map((photo) => ({ id: photo.id })),
  accountId: accountId.value || null,
})

/** Another version has come since: what was typed is shown beside it, and taken only when the writer says so. */
const TypedBefore = ({ typedBefore, take }: { typedBefore: Signal<string | null>; take: (text: string) => void }) =>
  typedBefore.value === null ? null : (
    <details class="typed-before">
      <summary>{t().draft.typedBefore}</summary>
      <p class="text">{typedBefore.value}</p>
      <button type="button" onClick={() => take(typedBefore.value ?? '')}>
        {t().draft.takeTyped}
      </button>
    </details>
  )

function AnswerText({ id, card, draft: { text, photos, typedBefore } }: { id: string; card: CaseCard; draft: DraftInMaking }) {
  const typed = (value: string): void => {
    text.value = value
    keepDraft(localStorage, placeOf(card), { version: card.draft?.version ?? null, text: value, before: typedBefore.value })
  }
  const take = (value: string): void => {
    typedBefore.value = null
    typed(value)
  }
  return (
    <>
      <TypedBefore typedBefore={typedBefore} take={take} />
      <label>
        {t().draft.text}
        <textarea
          id={id}
          name="text"
          rows={8}
          value={text}
          onInput={(event) => typed(event.currentTarget.value)}
          onPaste={(event) => void pasted(event, card, photos)}
        />
      </label>
      <p class="hint">{t().draft.length(text.value.length)}</p>
    </>
  )
}

const AccountSelect = ({ card, accountId }: { card: CaseCard; accountId: Signal<string> }) => (
  <label>
    {t().draft.account}
    <select name="accountId" value={accountId} onChange={(event) => (accountId.value = event.currentTarget.value)}>
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

type Photos = Signal<readonly Attachment[]>

async function add(file: File, card: CaseCard, photos: Photos): Promise<void> {
  const body = new FormData()
  body.append('photo', file)
  try {
    const attachment = await post<Attachment>(casePath(card.id, '/photos'), body)
    if (!photos.value.some((photo) => photo.id === attachment.id)) photos.value = [...photos.value, attachment]
  } catch (problem) {
    notify('problem', `${t().draft.uploadFailed}: ${problemText(problem)}`)
  }
}

async function pasted(event: ClipboardEvent, card: CaseCard, photos: Photos): Promise<void> {
  for (const file of event.clipboardData?.files ?? []) await add(file, card, photos)
}

function PhotoPicker({ card, photos }: { card: CaseCard; photos: Photos }) {
  const chosen = async (input: HTMLInputElement): Promise<void> => {
    for (const file of input.files ?? []) await add(file, card, photos)
    input.value = ''
  }
  return (
    <>
      <label>
        {t().draft.addPhoto}
        <input type="file" name="photo" accept="image/jpeg,image/png,image/webp" onChange={(event) => void chosen(event.currentTarget)} />
      </label>
      <PhotoList photos={photos.value} remove={(photoId) => (photos.value = photos.value.filter((photo) => photo.id !== photoId))} />
    </>
  )
}
