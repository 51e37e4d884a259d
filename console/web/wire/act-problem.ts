import { t } from '../text/text.ts'
import { ApiError } from './api.ts'
import { problemText } from './problem-text.ts'

/** Nothing came back, or somebody on the way gave up waiting: the server may have done it all the same. */
const UNKNOWN: ReadonlySet<number> = new Set([0, 502, 504])

/** One sentence about an act that may be repeated safely. */
export const actProblem = (problem: unknown): string =>
  problem instanceof ApiError && UNKNOWN.has(problem.status) ? t().app.outcomeUnknown : problemText(problem)
