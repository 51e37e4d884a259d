import type { Account, Role } from '../../../core/actor.ts'

/** Whoever hears a stream. */
export const account = (role: Role, agencyId: string | null): Account => ({
  id: role,
  login: role,
  name: role,
  role,
  agencyId,
  passwordHash: '',
  disabledAt: null,
})

/** An event of the live stream. */
export interface Heard {
  readonly id: string
  readonly event: string
  readonly caseId: string | null
  /** As it came. */
  readonly data: string
}

function heardOf(block: string): Heard {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/, 2))) as Partial<Heard>
  const { id = '', event = '', data = '' } = fields
  const { caseId = null } = data === '' ? {} : (JSON.parse(data) as { caseId?: string })
  return { id, event, caseId, data }
}

/** Reads a stream until enough was heard or it ended. */
export async function* heardFrom(response: Response): AsyncGenerator<Heard> {
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield heardOf(block)
  }
}
