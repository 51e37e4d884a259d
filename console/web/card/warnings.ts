import { TERMINAL_STATES } from '../../../core/case.ts'
import { returnedAgain } from '../board/returned-again.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'

type Warned = Pick<CaseCard, 'state' | 'agencyId' | 'returns' | 'timeline'>

/** What whoever decides on an open case is to know first: that agencies keep returning it, that its agency cannot answer where it stands. */
export function warningsOf(card: Warned): readonly string[] {
  if (TERMINAL_STATES.has(card.state)) return []
  return [returnedAgain(card), accountMissing(card) ? t().card.accountMissing : null].filter((line) => line !== null)
}

/** As the last routing found it; before one, and after a return, no agency is to answer. */
function accountMissing({ agencyId, timeline }: Warned): boolean {
  const routed = timeline.findLast(({ type }) => type === 'RoutedToAgency' || type === 'ReroutedToAgency')
  return agencyId !== null && routed?.data['accountMissing'] === true
}
