import { t } from '../text/text.ts'
import { ApiError } from './api.ts'

/** One sentence for a person, whatever went wrong. */
export function problemText(problem: unknown): string {
  if (!(problem instanceof ApiError)) return t().app.failed
  const refusals: Record<string, string> = t().refusals
  const known: Record<string, string> = { ...refusals, network: t().app.noConnection, 'no-session': t().app.sessionEnded }
  return known[problem.code] ?? t().app.error(problem.code)
}
