import type { Command } from '../../../core/case.ts'
import type { CaseCard, GivenAway } from '../wire/api-types.ts'
import { casePath, post } from '../wire/api.ts'

/** What a command says. The key names the act of a person: whoever does not know what came of it sends it again with the same one. */
export interface CommandBody extends Readonly<Record<string, unknown>> {
  readonly key: string
}

/** Sends a command; with a key that was applied before it changes nothing. @throws ApiError */
export const sendCommand = (caseId: string, type: Command['type'], body: CommandBody): Promise<CaseCard | GivenAway> =>
  post<CaseCard | GivenAway>(casePath(caseId, `/${type}`), body)
