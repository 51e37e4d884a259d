import { type Case, caseIdOf, needsCase } from '../../core/case.ts'
import { caseOf, getCase, type KeptCase } from '../../core/kept-case.ts'
import type { Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { takeRevision } from '../../sla-engine/open-case.ts'
import { archiveWrite } from '../flows/archive.ts'
import { archive, newestOf } from '../flows/intake.ts'
import { type ClassifiedPost, ClassifiedSchema } from '../schemas/classified-schema.ts'
import { readMessage } from '../schemas/read-message.ts'
import { everyPage } from './every.ts'

interface Read extends ClassifiedPost {
  readonly message: LogMessage
}

/** Puts what `posts.classified` still holds into the archive, as the intake does. */
export interface Refilling {
  take(messages: readonly LogMessage[]): Promise<void>
  /** The first message of each partition of which the cases know nothing, though the intake has to take it in. */
  unknown(): readonly Position[]
}

/** `leftOut`: cases that are not to be missed. */
export function archiveRefilling(store: Store, leftOut: ReadonlySet<string>): Refilling {
  const unknown = new Map<number, Position>()

  async function refill(items: readonly Read[]): Promise<void> {
    const { message: _, ...item } = newestOf(items)
    const id = caseIdOf(item.post.id)
    const [archived, found] = await Promise.all([store.documents.get<ClassifiedPost>('posts', item.post.id), getCase(store.documents, id)])
    const writes = archive(item, archived)
    if (writes.length > 0) await store.settle({ writes })
    const first = leftOut.has(id) ? undefined : items.find((one) => (found === null ? needsCase(one) : isUnknown(one, found.value)))
    if (first === undefined) return
    const { topic, partition, offset } = first.message
    if (offset < (unknown.get(partition)?.offset ?? Number.POSITIVE_INFINITY)) unknown.set(partition, { topic, partition, offset })
  }

  return {
    async take(messages) {
      const items = messages.flatMap((message): readonly Read[] => {
        const read = readMessage(message, ClassifiedSchema)
        // What cannot be read lies on the dead-letter topic since the intake came by.
        return read.kind === 'ok' ? [{ ...read.value, message }] : []
      })
      await Promise.all([...Map.groupBy(items, ({ post }) => post.id).values()].map(refill))
    },
    unknown: () => [...unknown.values()],
  }
}

/** A revision that is newer than the case's own, and that would make a fact. */
function isUnknown(item: ClassifiedPost, current: Case): boolean {
  const known = { post: current.post, classification: current.classification }
  return newestOf([known, item]) === item && takeRevision(current, item, 0) !== null
}

/** The post of every case belongs to the archive however old it is. Returns how many were not there. */
export async function archivePostsOfCases(store: Store, seen: (count: number) => void): Promise<number> {
  let missing = 0
  for await (const { items } of everyPage<KeptCase>(store.documents, 'cases')) {
    const absent = await Promise.all(
      items.map(async ({ value }) => {
        const found = caseOf(value)
        return (await store.documents.get('posts', found.post.id)) === null ? [found] : []
      }),
    )
    const writes = absent.flat().map(({ post, classification }) => archiveWrite({ post, classification }, { kind: 'create' }))
    if (writes.length > 0) await store.settle({ writes })
    missing += writes.length
    seen(items.length)
  }
  return missing
}
