import type { Account } from './actor.ts'
import type { Write } from './documents.ts'
import type { Instant } from './time.ts'

/** Who did what that must be answered for. */
export interface Audited {
  readonly action:
    | 'unmask'
    | 'enter-message'
    | 'show-dead-letters'
    | 'redrive-dead-letters'
    | 'add-account'
    | 'change-account'
    | 'set-password'
    | 'disable-account'
    | 'enable-account'
  readonly actorId: string
  /** The case, the post, the topics or the account. */
  readonly objectId: string
  /** In the person's words, where the action asks for one. */
  readonly reason: string | null
  readonly at: Instant
  /** What the account is since then, where the action is about one. */
  readonly became?: Pick<Account, 'name' | 'role' | 'agencyId'>
}

/** The line that tells of it; `key` names this one act. */
export const auditWrite = (key: string, audited: Audited): Write => ({
  collection: 'audit',
  id: `${audited.action}:${key}`,
  value: audited,
  fields: { actorId: audited.actorId, action: audited.action, objectId: audited.objectId, at: audited.at },
  mode: { kind: 'create' },
})
