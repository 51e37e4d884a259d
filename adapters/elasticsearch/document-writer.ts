import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CollectionName } from '../../core/collections.ts'
import { assertDeclared, specOf } from '../../core/declared.ts'
import type { Version, Write, WriteResult } from '../../core/documents.ts'
import { Conflict, Unavailable } from '../../core/errors.ts'
import { jsonOf, jsonWith, quoted } from '../../core/shared-json.ts'
import type { Text } from '../../core/text.ts'
import type { BulkItem, BulkResult, BulkWriter } from './bulk.ts'
import { type Source, versionOf } from './found.ts'
import type { Gets } from './gets.ts'
import type { Indices } from './indices.ts'
import type { Known } from './lately-found.ts'
import { outboxMessage, type OutboxMessage, wholeMessage } from './outbox-message.ts'
import type { Place } from './places.ts'

/** A write over a document that changes without a new version (its messages were sent), or a `put`, meets another writer at most this often. */
const MOST_TRIES = 20
/** How long the documents of an index may be on their way to another. */
const MOVED_WITHIN_MS = 30_000
const LOOK_MS = 100

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
  remove(collection: CollectionName, id: string, version: Version | undefined): Promise<boolean> {
    return untilDecided(collection, id, async () => {
      const found = await this.reads.find(collection, id)
      if (found === null) return false
      if (version !== undefined && version !== versionOf(found.source)) throw conflict(collection, id)
      const over = version === undefined ? null : found
      const { kind } = await this.send({ ...this.placeOver(collection, found, over), id, action: { kind: 'delete', over } })
      return kind === 'taken' || kind === 'moved' ? UNDECIDED[kind] : kind === 'done'
    })
  }

  /** One write id for all tries: a try that timed out may have been applied, and then the document there is our own. */
  private write(write: Write): Promise<WriteResult> {
    const { collection, id, mode } = write
    const writeId = randomUUID()
    let tried = false
    return untilDecided(collection, id, async () => {
      const found = tried ? await this.reads.find(collection, id) : await this.before(write)
      const decided = found === null ? null : standing(found, mode, writeId)
      if (decided !== null) return decided
      assertReplaceable(write, found)
      tried = true
      const { kind } = await this.send(this.plan(write, found, writeId))
      return kind === 'done' ? { kind: 'written', version: versionOf({ writeId }) } : UNDECIDED[kind]
    })
  }

  /** What the first try writes over. What turns out not to be so, Elasticsearch refuses, and the next try looks. */
  private async before({ collection, id, mode }: Write): Promise<Known | null> {
    if (mode.kind === 'create') return null
    const known = mode.kind === 'replace' ? this.reads.lately(collection, id, mode.version) : null
    return known ?? this.reads.find(collection, id)
  }

  private async send(item: BulkItem): Promise<BulkResult> {
    const [result] = await this.bulk.write([item])
    if (result === undefined) throw new Error('One item has one result')
    return result
  }

  private placeOver(collection: CollectionName, { index }: Known, over: Known | null): Place {
    return over === null ? this.where.ofFound(collection, index) : this.where.ofVersion(collection, index)
  }

  /** The one write of a document. */
  private plan(write: Write, found: Known | null, writeId: string): BulkItem {
    const { collection, id, mode } = write
    const owed = [...stillOwed(found, mode), ...(write.outbox ?? []).map(outboxMessage)]
    const source = sourceOf(write, { fields: found?.source.fields, owed, writeId })
    if (found === null) return { ...this.where.ofNew(write), id, action: { kind: 'create', source } }
    const over = mode.kind === 'replace' || owed.length > 0 ? found : null
    return { ...this.placeOver(collection, found, over), id, action: { kind: 'index', source, over } }
  }
}

/** What the document that is there has not sent. A `put` may say something else, so that its messages have nothing left to restate. */
function stillOwed(found: Known | null, mode: Write['mode']): readonly OutboxMessage[] {
  const { outbox = [], value } = found?.source ?? {}
  return mode.kind === 'put' ? outbox.map((message) => wholeMessage(message, value)) : outbox
}

interface Beside {
  /** Of the document that is there. */
  readonly fields: Source['fields'] | undefined
  /** What it owes from before in front of what it owes now. */
  readonly owed: readonly OutboxMessage[]
  readonly writeId: string
}

/** The document as JSON. A field that a newer release has put beside our own stays. */
function sourceOf(write: Write, { fields: before = {}, owed, writeId }: Beside): Text {
  const { collection, id, fields, lemmas } = write
  const { major = 1, fields: declared } = specOf(collection)
  const present: Record<string, unknown> = {}
  for (const field in before) if (declared[field] === undefined) present[field] = before[field]
  for (const field in fields) if (fields[field] !== null) present[field] = fields[field]
  const beside = { id, fields: present, ...(major > 1 && { major }), outbox: owed, owes: owed.length > 0, writeId }
  return jsonWith(beside, { value: jsonOf(write.value), ...(lemmas !== undefined && { lemmas: quoted(lemmas) }) })
}

/** A try that decided nothing: the index is moving, or someone else wrote between our look and our write. */
const UNDECIDED = { moved: 'moved', taken: 'again', missing: 'again' } as const
type Undecided = (typeof UNDECIDED)[keyof typeof UNDECIDED]

const isUndecided = (result: unknown): result is Undecided => result === 'moved' || result === 'again'

/** Looks and tries anew until it is decided. @throws {Conflict} {Unavailable} when it has been in the way for too long */
async function untilDecided<T>(collection: CollectionName, id: string, attempt: () => Promise<T | Undecided>): Promise<T> {
  const deadline = performance.now() + MOVED_WITHIN_MS
  for (let tries = 1; ;) {
    const result = await attempt()
    if (!isUndecided(result)) return result
    if (result === 'moved') {
      if (performance.now() > deadline) throw new Unavailable(`Elasticsearch takes no writes of ${collection}: its index is moving`)
      await sleep(LOOK_MS)
    } else {
      if (tries === MOST_TRIES) throw conflict(collection, id)
      tries += 1
    }
  }
}

/** What the document that is there says of a write already: it is the write's own, or one that a `create` met. */
function standing({ source }: Known, mode: Write['mode'], writeId: string): WriteResult | null {
  if (source.writeId === writeId) return { kind: 'written', version: versionOf({ writeId }) }
  return mode.kind === 'create' ? { kind: 'exists' } : null
}

const conflict = (collection: CollectionName, id: string): Conflict =>
  new Conflict(`${collection} ${id} was written by someone else first`, { id })

function assertReplaceable(write: Write, found: Pick<Known, 'source'> | null): void {
  if (write.mode.kind !== 'replace') return
  if (found === null || versionOf(found.source) !== write.mode.version) throw conflict(write.collection, write.id)
}
