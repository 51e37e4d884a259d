import { useEffect } from 'preact/hooks'
import { lazy, Suspense } from '../parts/later.view.tsx'
import type { Board } from '../board/board.state.ts'
import { SafeLink } from '../parts/safe-link.view.tsx'
import { dayAndTime } from '../shell/date-text.ts'
import { directory } from '../shell/session.state.ts'
import { reworkName } from '../shell/names.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { placeOf } from './draft-place.ts'
import { forgetIfOver } from './old-drafts.ts'
import { lastFailure } from './last-failure.ts'
import { browserStorage } from '../shell/browser-storage.ts'

const EDITOR_ID = 'draft-text'
export const focusDraft = (): void => document.getElementById(EDITOR_ID)?.focus()

/** Parts that only those who answer or approve pay for. */
const Editor = lazy(async () => (await import('./draft-editor.view.tsx')).DraftEditor)
const Current = lazy(async () => (await import('./draft-view.view.tsx')).DraftView)

/** The answer in its making: the curator's remark, the editor or the draft, and where it was published. */
export function AnswerPanel({ card, board }: { card: CaseCard; board: Board }) {
  const editing = card.allowed.includes('submit')
  useEffect(() => forgetIfOver(browserStorage, placeOf(card.id), card.state), [card.id, card.state])
  if (!editing && card.draft === null) return null
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h3 id="answer-title">{t().draft.title}</h3>
      <Rework card={card} />
      <Suspense>
        {editing ? (
          <Editor key={`${card.id} ${card.draft?.version ?? ''}`} card={card} board={board} id={EDITOR_ID} />
        ) : (
          <Current card={card} />
        )}
      </Suspense>
      <Publication card={card} />
    </section>
  )
}

function Rework({ card }: { card: CaseCard }) {
  if (card.rework === null || card.state !== 'rework') return null
  return (
    <p class="rework" role="note">
      <b>
        {t().draft.rework}: {reworkName(card.rework.code)}.
      </b>{' '}
      {card.rework.comment}
    </p>
  )
}

/** The program publishes from the draft's account where it has a connector. */
const speaksItself = ({ draft, platform }: CaseCard): boolean =>
  draft !== null && draft.accountId !== null && directory.value?.publishes.includes(platform) === true

/** The answer that stands on the platform, and what becomes of the approved one. */
const Publication = ({ card }: { card: CaseCard }) => (
  <>
    <Published card={card} />
    {card.state === 'approved' && <Publishing card={card} />}
  </>
)

/** A case that was opened again keeps the answer it had: the citizen reads it until the next one comes. */
const Published = ({ card: { publication, state } }: { card: CaseCard }) =>
  publication !== null && (
    <p class="published">
      {state === 'closed' ? t().publication.done : t().publication.earlier}: <SafeLink url={publication.url}>{publication.url}</SafeLink>,{' '}
      <time>{dayAndTime(publication.publishedAt)}</time>
    </p>
  )

function Publishing({ card }: { card: CaseCard }) {
  const failure = lastFailure(card.timeline)
  if (failure === null) return <p class="hint">{speaksItself(card) ? t().publication.automatic : t().publication.manual}</p>
  return (
    <p class="rework" role="note">
      <b>{t().publication.failed}:</b> {String(failure.data['reason'])}.{' '}
      {failure.data['needsHuman'] === true ? t().publication.needsHuman : t().publication.manual}
    </p>
  )
}
