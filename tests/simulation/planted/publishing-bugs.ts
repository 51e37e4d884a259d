import type { Speaking } from '../../../app/flows/speak.ts'
import { speakOwed } from '../../../app/flows/speakers.ts'
import type { Documents, Query } from '../../../core/documents.ts'
import type { Publisher } from '../../../core/publisher.ts'
import type { PlantedBug } from './planted-bug.ts'

/** Speakers whose documents answer otherwise. */
const speaking =
  (change: (right: Documents) => Partial<Documents>) =>
  (flow: Speaking, signal: AbortSignal): Promise<void> =>
    speakOwed({ ...flow, store: { ...flow.store, documents: { ...flow.store.documents, ...change(flow.store.documents) } } }, signal)

export const PUBLISHING_BUGS: readonly PlantedBug[] = [
  {
    name: 'speaks-without-looking',
    about: 'speaks again after an attempt that ended without a word, and does not look first',
    parts: { speakOwed: speaking((right) => asIfNew(right)), publisher: blind },
  },
  {
    name: 'claims-nothing',
    about: 'speaks although another worker has begun to',
    parts: {
      speakOwed: speaking((right) => ({
        write: (write) => right.write(write.mode.kind === 'replace' ? { ...write, mode: { kind: 'put' } } : write),
      })),
    },
  },
]

/** An attempt that was begun looks like one that was not. */
const asIfNew = (right: Documents): Partial<Documents> => ({
  async query<T>(query: Query) {
    const page = await right.query<T>(query)
    return { ...page, items: page.items.map((one) => ({ ...one, value: { ...one.value, state: 'owed' } })) }
  },
})

/** Looks for words it has never said. */
function blind(publisher: Publisher): Publisher {
  let tries = 0
  return {
    ...publisher,
    publish(request, signal) {
      tries += 1
      return publisher.publish({ ...request, text: `${request.text} (${tries})` }, signal)
    },
  }
}
