import { session } from '../shell/session.state.ts'
import type { DraftPlace } from './kept-draft.ts'

/** Of the signed-in person. */
export const placeOf = (caseId: string): DraftPlace => ({
  personId: session.value.kind === 'in' ? session.value.view.account.id : '',
  caseId,
})
