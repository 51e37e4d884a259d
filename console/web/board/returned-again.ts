import { t } from '../text/text.ts'
import type { CaseRow } from '../wire/api-types.ts'

/** From the second return on the head curator is to know (p.9); null until then. */
export const returnedAgain = ({ returns }: Pick<CaseRow, 'returns'>): string | null =>
  returns > 1 ? t().board.returnedAgain(returns) : null
