import type { ConsoleDeps } from './deps.ts'

interface Audited {
  readonly action: 'unmask' | 'enter-message'
  readonly actorId: string
  /** The case or the post. */
  readonly objectId: string
  /** In the person's words, where the action asks for one. */
  readonly reason: string | null
}

/** Leaves a line that tells who did what, and when. */
export async function audit({ store, now, randomToken }: ConsoleDeps, { reason, ...who }: Audited): Promise<void> {
  const at = now()
  await store.documents.write({
    collection: 'audit',
    id: `${who.action}:${randomToken(12)}`,
    value: { ...who, reason, at },
    fields: { ...who, at },
    mode: { kind: 'create' },
  })
}
