import type { CaseState, Command } from '../../../core/case.ts'
import type { Board } from '../board/board.state.ts'
import { refreshCase } from '../board/cases.state.ts'
import { isWriting } from '../parts/focus.ts'
import { notify } from '../shell/notice.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { actProblem } from '../wire/act-problem.ts'
import { ApiError } from '../wire/api.ts'
import { forgetBegun, keepRefused } from './begun-form.ts'
import { type CommandBody, sendCommand } from './send-command.ts'

export type Act = keyof ReturnType<typeof t>['acts'] & Command['type']

/**
 * Acts of one key, without words that could be lost, and the state they lead to: the list goes on to the next case before
 * the server has answered.
 */
const GOES_ON: Readonly<Partial<Record<Act, CaseState>>> = { detect: 'detected', accept: 'in-work', approve: 'approved' }

export interface Asked {
  readonly card: CaseCard
  readonly board: Board
}

/** Sends an act; resolves with why it was refused, or null. What was gone on from comes back with the refusal. */
export function sendAct(asked: Asked, act: Act, body: CommandBody): Promise<string | null> {
  const state = GOES_ON[act]
  if (state === undefined) return settle(asked, act, body)
  void goOn(asked, act, { body, state })
  return Promise.resolve(null)
}

async function goOn({ card, board }: Asked, act: Act, { body, state }: { body: CommandBody; state: CaseState }): Promise<void> {
  const comeBack = board.goOn(card.id, state, isWriting)
  const problem = await settle({ card, board }, act, body)
  if (problem === null) return forgetBegun({ caseId: card.id, act })
  keepRefused({ caseId: card.id, act }, body)
  comeBack()
  notify('problem', problem)
}

/** Someone else was faster, or the case is another agency's by now: what is shown must be what is. */
const isOvertaken = (problem: unknown): boolean => problem instanceof ApiError && [403, 404, 409].includes(problem.status)

async function settle({ card, board }: Asked, act: Act, body: CommandBody): Promise<string | null> {
  try {
    board.decided(await sendCommand(card.id, act, body))
    notify('done', t().done[act])
    return null
  } catch (problem) {
    const text = actProblem(problem)
    // The questions go with the card of a case that is no longer ours: the reason is told outside them.
    if (isOvertaken(problem) && (await refreshCase(card.id).catch(() => card)) === null) notify('problem', text)
    return text
  }
}
