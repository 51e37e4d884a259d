import type { Client } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import type { DocumentPage, Documents, Query, Stored, Version, Write, WriteResult } from '../../core/documents.ts'
import { Unavailable } from '../../core/errors.ts'
import type { DocumentsHalf, Owing } from '../../core/halves.ts'
import { type BulkWriter, bulkWriter } from './bulk.ts'
import { assertServer, inCoreWords } from './client.ts'
import { DocumentWriter } from './document-writer.ts'
import { versionOf } from './found.ts'
import { type Gets, gets } from './gets.ts'
import { ensure, type Indices, indices } from './indices.ts'
import { owing } from './owing.ts'
import { persistently } from './persistently.ts'
import { placesOf } from './places.ts'
import { Refreshes } from './refreshes.ts'
import { countOf, facetOf, searchPage } from './searches.ts'
import { snapshot } from './snapshot.ts'

export interface ElasticsearchDocuments extends DocumentsHalf {
  /** Templates, indices and fields that are declared and lacking. @throws {Misconfigured} a server that cannot hold them, in one sentence */
  ensure(): Promise<void>
}

/** `prefix` stands before every index and template. */
export const elasticsearchDocuments = (client: Client, prefix: string): ElasticsearchDocuments => new Indexed(client, prefix)

class Indexed implements ElasticsearchDocuments {
  private readonly client: Client
  private readonly prefix: string
  private readonly where: Indices
  private readonly bulk: BulkWriter
  private readonly reads: Gets
  private readonly writer: DocumentWriter
  private readonly refreshes: Refreshes
  private closed = false

  constructor(client: Client, prefix: string) {
    this.client = client
    this.prefix = prefix
    this.where = indices(client, placesOf(prefix))
    this.bulk = bulkWriter(client)
    this.reads = gets(client, this.where)
    this.refreshes = new Refreshes(client, this.where)
    this.writer = new DocumentWriter(this.where, this.bulk, this.reads)
  }

  ensure(): Promise<void> {
    return this.ask(async () => {
      await assertServer(this.client)
      await ensure(this.client, this.where)
    })
  }

  get<T>(collection: CollectionName, id: string): Promise<Stored<T> | null> {
    return this.ask(async () => {
      const found = await this.reads.find(collection, id)
      return found === null ? null : { id, value: found.source.value as T, version: versionOf(found.source) }
    })
  }

  validate(writes: readonly Write[]): Promise<void> {
    return this.ask(() => this.writer.validate(writes))
  }

  async write(write: Write): Promise<WriteResult> {
    const [result] = await this.writeAll([write])
    if (result === undefined) throw new Error('One write has one result')
    return result
  }

  writeAll(writes: readonly Write[]): Promise<readonly WriteResult[]> {
    return this.changing(
      writes.map((write) => write.collection),
      () => this.writer.writeAll(writes),
    )
  }

  remove(collection: CollectionName, id: string, version?: Version): Promise<boolean> {
    return this.changing([collection], () => this.writer.remove(collection, id, version))
  }

  query<T>(query: Query): Promise<DocumentPage<T>> {
    return this.read(async () => searchPage<T>(this.client, await this.fresh(query.collection), query))
  }

  count(query: Parameters<Documents['count']>[0]): Promise<number> {
    return this.read(async () => countOf(this.client, await this.fresh(query.collection), query))
  }

  facet(query: Parameters<Documents['facet']>[0]): ReturnType<Documents['facet']> {
    return this.read(async () => facetOf(this.client, await this.fresh(query.collection), query))
  }

  owing(limit: number): Promise<readonly Owing[]> {
    return this.read(() => owing(this.client, this.bulk, this.where.owing, limit))
  }

  snapshot(folder: string): Promise<void> {
    return this.ask(() => snapshot(this.client, folder, this.prefix))
  }

  async close(): Promise<void> {
    this.closed = true
    await this.client.close()
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    return inCoreWords(() => {
      if (this.closed) throw new Unavailable('The store is closed')
      return question()
    })
  }

  private read<T>(question: () => Promise<T>): Promise<T> {
    return this.ask(() => persistently(question))
  }

  /** What a change that failed has left behind is unknown: it counts as a change. */
  private changing<T>(collections: readonly CollectionName[], change: () => Promise<T>): Promise<T> {
    return this.ask(() =>
      change().finally(() => {
        for (const collection of collections) this.refreshes.changed(collection)
      }),
    )
  }

  /** A search sees what was written through this store. */
  private async fresh(collection: CollectionName): Promise<string> {
    await this.refreshes.before(collection)
    return this.where.pattern(collection)
  }
}
