import type { Client } from '@elastic/elasticsearch'
import { Unavailable } from '../../../core/errors.ts'
import type { Source } from '../found.ts'
import { persistently } from '../persistently.ts'
import { WHOLE } from '../asking.ts'
import { pageSize } from './page-size.ts'

export interface Change {
  readonly id: string
  readonly seqNo: number
  readonly source: Source
}

/** Sequence numbers of an index. Up to `settled` every copy of the shard has everything and nothing is taken back any more; `last` is the newest. */
export interface Reach {
  readonly settled: number
  readonly last: number
}

export async function reachOf(client: Client, index: string): Promise<Reach> {
  const { indices = {} } = await persistently(() => client.indices.stats({ index, level: 'shards', metric: 'docs' }))
  const primary = Object.values(indices)
    .flatMap(({ shards = {} }) => Object.values(shards).flat())
    .find((shard) => shard.routing?.primary === true)
  if (primary?.seq_no === undefined) throw new Unavailable(`Elasticsearch: the shard of ${index} has no primary`)
  return { settled: primary.seq_no.global_checkpoint, last: primary.seq_no.max_seq_no }
}

/** The documents written after one sequence number and up to another, which must be settled, in that order: each as it is now, so that one
 *  that changes meanwhile comes again later. What was removed does not come. */
export async function* changes(client: Client, index: string, after: number, upTo: number): AsyncGenerator<readonly Change[]> {
  if (upTo <= after) return
  await persistently(() => client.indices.refresh({ index }))
  const size = pageSize()
  for (let last = after; last < upTo;) {
    const page = await persistently(() => pageAfter(client, index, { after: last, upTo, size: size.now() }))
    if (page.length === 0) return
    size.learn(page.map((one) => one.source))
    yield page
    last = page.at(-1)?.seqNo ?? upTo
  }
}

interface Range {
  readonly after: number
  readonly upTo: number
  readonly size: number
}

async function pageAfter(client: Client, index: string, { after, upTo, size }: Range): Promise<readonly Change[]> {
  const { hits } = await client.search<Source>({
    index,
    ...WHOLE,
    query: { range: { _seq_no: { gt: after, lte: upTo } } },
    sort: [{ _seq_no: 'asc' }],
    size,
    seq_no_primary_term: true,
    track_total_hits: false,
  })
  return hits.hits.flatMap(({ _id, _seq_no, _source }) =>
    _id === undefined || _seq_no === undefined || _source === undefined ? [] : [{ id: _id, seqNo: _seq_no, source: _source }],
  )
}
