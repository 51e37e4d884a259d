import type { Client } from '@elastic/elasticsearch'
import type { Owing } from '../../core/halves.ts'
import type { BulkWriter } from './bulk.ts'
import type { Source } from './gets.ts'
import { ANYWHERE, assertWhole, WHOLE } from './searches.ts'

/** Documents of the pattern with messages that have not reached the log, in the order of their ids. */
export async function owing(client: Client, bulk: BulkWriter, pattern: string, limit: number): Promise<readonly Owing[]> {
  assertWhole(await client.indices.refresh({ index: pattern, ...ANYWHERE }))
  const { hits } = await client.search<Source>({
    index: pattern,
    ...WHOLE,
    query: { term: { owes: true } },
    sort: [{ id: 'asc' }],
    size: limit,
    seq_no_primary_term: true,
    _source: ['outbox'],
  })
  return hits.hits.map(({ _index: index, _id: id = '', _source, _seq_no = -1, _primary_term = -1 }) => ({
    messages: _source?.outbox ?? [],
    async sent() {
      const over = { seqNo: _seq_no, primaryTerm: _primary_term }
      const [result] = await bulk.write([{ index, id, action: { kind: 'update', source: { outbox: [], owes: false }, over } }])
      return result?.kind === 'done'
    },
  }))
}
