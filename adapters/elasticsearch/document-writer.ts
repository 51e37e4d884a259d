import { randomUUID } from 'node:crypto'
import type { CollectionName } from '../../core/collections.ts'
import { assertDeclared } from '../../core/declared.ts'
import type { Version, Write, WriteResult } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import type { BulkAction, BulkWriter, SeqNo } from './bulk.ts'
import type { Found, Gets } from './gets.ts'
import type { Indices } from './indices.ts'

/** A `put` over a document that still owes messages meets another writer at most this often. */
const PUT_TRIES = 20

/** Writes and removals of single documents over the shared bulk requests. */
export class DocumentWriter {
  private readonly where: Indices
  private readonly bulk: BulkWriter
  private readonly reads: Gets

  constructor(where: Indices, bulk: BulkWriter, reads: Gets) {
    this.where = where
    this.bulk = bulk
    this.reads = reads
  }

  /** @throws {Malformed} a field that is not declared; {Conflict} a `replace` that has lost already */
  async validate(writes: readonly Write[]): Promise<void> {
    for (const write of writes) assertDeclared(write)
    const replaced = writes.filter((write) => write.mode.kind === 'replace')
    await Promise.all(replaced.map(async (write) => assertReplaceable(write, await this.reads.find(write.collection, write.id))))
  }

  /** Each write by itself; results in their order. @throws once all are settled, what the first that failed ended with */
  async writeAll(writes: readonly Write[]): Promise<readonly WriteResult[]> {
    for (const write of writes) assertDeclared(write)
    const results = await Promise.allSettled(writes.map((write) => this.write(write)))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  /** False when nothing was there. @throws {Conflict} another version than the one named */
  async remove(collection: CollectionName, id: string, version: Version | undefined): Promise<boolean> {
    const found = await this.reads.find(collection, id)
    if (found === null) return false
    if (version !== undefined && version !== versionOf(found)) throw conflict(collection, id)
    const action = { kind: 'delete', over: version === undefined ? null : found } as const
    const [result] = await this.bulk.write([{ index: found.index, id, action }])
    if (result?.kind === 'taken') throw conflict(collection, id)
    return result?.kind === 'done'
  }

  private async write(write: Write): Promise<WriteResult> {
    for (let tries = 1; ; tries += 1) {
      const found = write.mode.kind === 'create' ? null : await this.reads.find(write.collection, write.id)
      assertReplaceable(write, found)
      try {
        return await this.writeOver(write, found)
      } catch (error) {
        if (!(error instanceof Conflict) || write.mode.kind !== 'put' || tries === PUT_TRIES) throw error
      }
    }
  }

  private async writeOver(write: Write, found: Found | null): Promise<WriteResult> {
    const writeId = randomUUID()
    const { index, action } = plan(write, found, writeId)
    const [result] = await this.bulk.write([{ index: index ?? this.where.of(write), id: write.id, action }])
    if (result?.kind === 'done') return { kind: 'written', version: versionOf(result) }
    // A try that timed out may have been applied: then the document there is our own.
    const there = await this.reads.find(write.collection, write.id)
    if (there?.source.writeId === writeId) return { kind: 'written', version: versionOf(there) }
    if (write.mode.kind === 'create') return { kind: 'exists' }
    throw conflict(write.collection, write.id)
  }
}

export const versionOf = ({ seqNo, primaryTerm }: SeqNo): Version => `${seqNo}.${primaryTerm}` as Version

const conflict = (collection: CollectionName, id: string): Conflict =>
  new Conflict(`${collection} ${id} was written by someone else first`, { id })

function assertReplaceable(write: Write, found: Found | null): void {
  if (write.mode.kind !== 'replace') return
  if (found === null || versionOf(found) !== write.mode.version) throw conflict(write.collection, write.id)
}

/** The one write of a document. What it still owes from before stays in front of what it owes now. */
function plan(write: Write, found: Found | null, writeId: string): { index: string | null; action: BulkAction } {
  const { id, value, fields, lemmas, outbox = [], mode } = write
  const owed = [...(found?.source.outbox ?? []), ...outbox]
  const present = Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== null))
  const source = { id, value, fields: present, ...(lemmas !== undefined && { lemmas }), outbox: owed, owes: owed.length > 0, writeId }
  if (mode.kind === 'create' || found === null) return { index: null, action: { kind: 'create', source } }
  const over = mode.kind === 'replace' || owed.length > 0 ? found : null
  return { index: found.index, action: { kind: 'index', source, over } }
}
