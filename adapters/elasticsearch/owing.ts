import type { Client } from '@elastic/elasticsearch'
import { Unavailable } from '../../core/errors.ts'
import type { Owing } from '../../core/halves.ts'
import type { BulkWriter } from './bulk.ts'
import type { Source } from './found.ts'
import { wholeMessage } from './outbox-message.ts'
import { assertWhole, WHOLE } from './asking.ts'

const PAID = JSON.stringify({ outbox: [], owes: false })

/** Documents with messages that have not reached the log, in the order of their ids. */
export async function owing(client: Client, bulk: BulkWriter, places: readonly string[], limit: number): Promise<readonly Owing[]> {
  const index = [...places]
  assertWhole(await client.indices.refresh({ index }))
  const { hits } = await client.search<Source>({
    index,
    ...WHOLE,
    query: { term: { owes: true } },
    sort: [{ id: 'asc' }],
    size: limit,
    seq_no_primary_term: true,
  })
  return hits.hits.map(({ _index, _id: id = '', _source, _seq_no = -1, _primary_term = -1 }) => ({
    // Made when this document is sent: one that cannot be read holds up no other.
    get messages() {
      return (_source?.outbox ?? []).map((message) => wholeMessage(message, _source?.value))
    },
    async sent() {
      const over = { seqNo: _seq_no, primaryTerm: _primary_term }
      const [result] = await bulk.write([{ index: _index, id, action: { kind: 'update', source: PAID, over } }])
      // Sent again and again while its index takes no writes, it would fill the log with repeats: the next pass waits.
      if (result?.kind === 'moved') throw new Unavailable(`Elasticsearch takes no writes to ${_index}`, { id })
      return result?.kind === 'done'
    },
  }))
}
