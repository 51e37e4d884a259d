import { assertDeclared } from '../../core/declared.ts'
import type { Stored, Write, WriteResult } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import type { DocumentsHalf } from '../../core/halves.ts'
import type { Fault } from './faults.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'

const READ: readonly Fault[] = ['refused', 'lost']
const WRITE: readonly Fault[] = ['refused', 'lost', 'unanswered', 'late', 'reread']

/** A process's line to the documents, with the promises of the Elasticsearch adapter and everything that can happen on the way. */
export function faultyDocuments(servers: Servers, from: SimulatedProcess): DocumentsHalf {
  const { documents, network, faults } = servers
  const ask = <T>(name: string, dangers: readonly Fault[], apply: () => T): Promise<T> => network.request({ from, name, dangers, apply })

  async function write(one: Write): Promise<WriteResult> {
    assertDeclared(one)
    const writeId = servers.nextSession()
    const name = `${one.mode.kind} ${one.collection} ${one.id}`
    return network.request({
      from,
      name,
      dangers: WRITE,
      apply() {
        if (one.mode.kind === 'replace' && faults.strikes('conflict', name)) throw new Conflict(`${one.id}: 409`, { id: one.id })
        return documents.write(one, writeId)
      },
      reread: () => documents.outcomeOf(one, writeId),
    })
  }
  async function writeAll(writes: readonly Write[]): Promise<readonly WriteResult[]> {
    const results = await Promise.allSettled(writes.map(write))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  return {
    get: <T>(collection: Write['collection'], id: string) =>
      ask(`get ${collection} ${id}`, READ, () => {
        const found = documents.get(collection, id)
        return found === null ? null : ({ id, value: found.value, version: found.version } as Stored<T>)
      }),
    write,
    writeAll,
    validate: (writes) =>
      ask('validate', READ, () => {
        for (const one of writes) documents.assertReplaceable(one)
      }),
    remove: (collection, id, version) =>
      ask(`remove ${collection} ${id}`, ['refused', 'lost', 'unanswered'], () => documents.remove(collection, id, version)),
    query: (query) => ask(`query ${query.collection}`, READ, () => documents.query(query)),
    count: (query) => ask(`count ${query.collection}`, READ, () => documents.query({ ...query, limit: Infinity }).items.length),
    facet: (query) => ask(`facet ${query.collection}`, READ, () => documents.facet(query)),
    owing: (limit) =>
      ask('owing', READ, () =>
        documents.owing(limit).map((kept) => ({
          messages: kept.outbox,
          sent: () => ask(`sent ${kept.id}`, ['refused', 'lost', 'unanswered', 'late'], () => documents.sent(kept, servers.nextSession())),
        })),
      ),
    snapshot: async () => {},
    close: async () => {},
  }
}
