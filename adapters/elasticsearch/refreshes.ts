import type { Client } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import type { Indices } from './indices.ts'
import { assertWhole, scopeOf } from './asking.ts'

/** Makes searchable what has changed since the last search, and nothing else. */
export class Refreshes {
  private readonly client: Client
  private readonly where: Indices
  private readonly changes = new Map<CollectionName, number>()
  private readonly searchable = new Map<CollectionName, number>()
  private readonly running = new Map<CollectionName, Promise<void>>()

  constructor(client: Client, where: Indices) {
    this.client = client
    this.where = where
  }

  changed(collection: CollectionName): void {
    this.changes.set(collection, this.changesOf(collection) + 1)
  }

  /** Resolves once a search sees every change told of until now. Searches that come at once share a refresh. */
  async before(collection: CollectionName): Promise<void> {
    const wanted = this.changesOf(collection)
    while ((this.searchable.get(collection) ?? 0) < wanted) {
      const running = this.running.get(collection) ?? this.refresh(collection)
      this.running.set(collection, running)
      await running
    }
  }

  private async refresh(collection: CollectionName): Promise<void> {
    const upTo = this.changesOf(collection)
    try {
      assertWhole(await this.client.indices.refresh({ index: this.where.pattern(collection), ...scopeOf(collection) }))
      this.searchable.set(collection, upTo)
    } finally {
      this.running.delete(collection)
    }
  }

  private changesOf(collection: CollectionName): number {
    return this.changes.get(collection) ?? 0
  }
}
