import type { History } from '../history.ts'
import { alarmProblems } from './alarms.ts'
import { archiveProblems } from './archive.ts'
import { caseProblems } from './cases.ts'
import { commandProblems } from './commands.ts'
import { messageProblems } from './messages.ts'
import { postProblems } from './posts.ts'
import { publicationProblems } from './publications.ts'

/** Every promise that a history breaks, as `kind: what`. */
export const problemsOf = (history: History): readonly string[] => [
  ...postProblems(history),
  ...archiveProblems(history),
  ...caseProblems(history),
  ...commandProblems(history),
  ...messageProblems(history),
  ...alarmProblems(history),
  ...publicationProblems(history),
  ...history.log.wrongCommits.map((what) => `progress: ${what}`),
]

/** The kind of a problem: what a smaller run has to show too. */
export const kindOf = (problem: string): string => problem.split(':')[0] ?? ''
