import type { Command } from '../../../core/case.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { casePath, post } from '../wire/api.ts'
import { randomKey } from '../wire/random-key.ts'

/** Sends a command with a key of its own, so that a repeated request is one act. @throws ApiError */
export const sendCommand = (caseId: string, type: Command['type'], body: Record<string, unknown>): Promise<CaseCard> =>
  post<CaseCard>(casePath(caseId, `/${type}`), { ...body, key: randomKey() })
