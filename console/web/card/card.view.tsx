import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Board } from '../board/board.state.ts'
import { type CaseEntry, caseEntry, isStale, refreshCase } from '../board/cases.state.ts'
import { ImportanceMark } from '../board/row.view.tsx'
import { Acts } from '../decide/acts.view.tsx'
import { AnswerPanel } from '../draft/answer-panel.view.tsx'
import { giveBackFocus } from '../parts/focus.ts'
import { fullTime } from '../shell/date-text.ts'
import { agencyName, topicName, whereText } from '../shell/names.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { problemText } from '../wire/problem-text.ts'
import { Clocks } from './clocks.view.tsx'
import { Estimate } from './estimate.view.tsx'
import { Message } from './message.view.tsx'
import { Timeline } from './timeline.view.tsx'
import { warningsOf } from './warnings.ts'

const CARD_ID = 'case-card'
export const focusCard = (): void => document.getElementById(CARD_ID)?.focus()

/** While J is held down the cards passed over are not asked for. */
const SETTLE_MS = 70

/** The chosen case, read when the selection has settled; the next one is read ahead. */
export function CardPane({ board }: { board: Board }) {
  const problem = useChosenCard(board)
  const id = board.selectedId.value
  const entry = id === null ? undefined : caseEntry(id)?.value
  const card = entry?.card ?? null
  const why = whyNot(entry, problem.value)
  // An act may take the button away that had the focus.
  useEffect(() => giveBackFocus(null), [id, card?.version])
  return (
    <article
      id={CARD_ID}
      class="card"
      data-read-on
      tabIndex={0}
      aria-label={t().board.card}
      aria-busy={id !== null && card === null && why === null}
    >
      {card === null ? <p class="empty">{whyEmpty(board, why)}</p> : <Card key={card.id} card={card} board={board} />}
    </article>
  )
}

/** Why the case cannot be shown; null: nothing speaks against it. */
const whyNot = (entry: CaseEntry | undefined, problem: string | null): string | null =>
  entry?.lost === true ? t().refusals['no-such-case'] : problem

/** What stands in place of a card; an empty list says by itself that there is nothing to choose. */
function whyEmpty({ ids, selectedId }: Board, problem: string | null): string {
  if (selectedId.value !== null) return problem ?? t().app.loading
  return ids.value.length === 0 ? '' : t().board.choose
}

/** Has the chosen case read, and says why it cannot be shown. */
function useChosenCard(board: Board): ReadonlySignal<string | null> {
  const problem = useSignal<string | null>(null)
  useSignalEffect(() => {
    const id = board.selectedId.value
    problem.value = null
    if (id === null) return
    const timer = setTimeout(() => void readAhead(board, id).then((found) => (problem.value = found)), SETTLE_MS)
    return () => clearTimeout(timer)
  })
  return problem
}

/** Reads the chosen case and the one after it; resolves with why the chosen one cannot be shown, or null. */
async function readAhead(board: Board, id: string): Promise<string | null> {
  const problem = await refreshWhenStale(id)
  if (board.selectedId.value !== id) return null
  const next = board.ids.value[board.indexOf(id) + 1]
  if (next !== undefined) void refreshWhenStale(next)
  return problem
}

async function refreshWhenStale(id: string): Promise<string | null> {
  if (!isStale(id)) return null
  try {
    return (await refreshCase(id)) === null ? t().refusals['no-such-case'] : null
  } catch (problem) {
    return problemText(problem)
  }
}

function Card({ card, board }: { card: CaseCard; board: Board }) {
  return (
    <>
      <CardHead card={card} />
      <Acts card={card} board={board} />
      <div class="card-body">
        <Warnings card={card} />
        <Outcome card={card} />
        <Message card={card} />
        <AnswerPanel card={card} board={board} />
        <Clocks card={card} />
        <Estimate card={card} />
        <Timeline card={card} />
      </div>
    </>
  )
}

function CardHead({ card }: { card: CaseCard }) {
  return (
    <header class="card-head">
      <h2>
        <ImportanceMark importance={card.importance} /> {card.topicId === null ? t().board.noTopic : topicName(card.topicId)}
      </h2>
      <p class="card-sub">
        <span class={`state state-${card.state}`}>{t().states[card.state]}</span>
        <span>{whereText(card)}</span>
        {card.agencyId !== null && <span>{agencyName(card.agencyId)}</span>}
        <span>
          {t().platforms[card.platform]}, <time>{fullTime(card.createdAt)}</time>
        </span>
      </p>
    </header>
  )
}

const Warnings = ({ card }: { card: CaseCard }) => (
  <>
    {warningsOf(card).map((warning) => (
      <p key={warning} class="panel warning" role="note">
        <span aria-hidden="true">! </span>
        {warning}
      </p>
    ))}
  </>
)

/** Why a case was dismissed or refused. */
function Outcome({ card }: { card: CaseCard }) {
  const { dismissal, refusal } = card
  if (dismissal !== null)
    return (
      <p class="panel">
        <b>{t().dismissals[dismissal.as]}.</b> {dismissal.reason}
      </p>
    )
  if (refusal === null) return null
  return (
    <p class="panel">
      <b>{t().grounds[refusal.ground]}.</b> {refusal.reason}
    </p>
  )
}
