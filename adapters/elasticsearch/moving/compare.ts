import { createHash } from 'node:crypto'
import type { Client, estypes } from '@elastic/elasticsearch'
import { Unavailable } from '../../../core/errors.ts'
import type { Source } from '../found.ts'
import { persistently } from '../persistently.ts'
import { WHOLE } from '../asking.ts'
import { pageSize } from './page-size.ts'

interface Summed {
  readonly id: string
  readonly sum: string
}

const KEEP_ALIVE = '5m'
const AT_ONCE = 100

/** Ids whose documents differ between two indices, each as of one moment, or that one of them does not have: every document of both is read
 *  and compared by the hash of its canonical JSON. */
export async function compareAll(client: Client, [one, other]: readonly [string, string]): Promise<readonly string[]> {
  const differing: string[] = []
  for await (const [left, right] of inStep(summed(client, one), summed(client, other)))
    if (left?.sum !== right?.sum) differing.push(left?.id ?? right?.id ?? '')
  return differing
}

/** Which of the ids have documents that differ now, in realtime. */
export async function stillDiffering(
  client: Client,
  indices: readonly [string, string],
  ids: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const [left, right] = await Promise.all([sumsOf(client, indices[0], some), sumsOf(client, indices[1], some)])
    found.push(...some.filter((_, index) => left[index] !== right[index]))
  }
  return found
}

/** Which of the ids the index does not have now, in realtime. */
export async function absent(client: Client, index: string, ids: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const sums = await sumsOf(client, index, some)
    found.push(...some.filter((_, one) => sums[one] === null))
  }
  return found
}

/** Null for an id that is not there. */
async function sumsOf(client: Client, index: string, ids: readonly string[]): Promise<readonly (string | null)[]> {
  const { docs } = await persistently(() => client.mget<Source>({ index, ids: [...ids] }))
  return docs.map((answer) => {
    if ('error' in answer) throw new Unavailable(`Elasticsearch could not look for ${answer._id} in ${index}`)
    return answer.found && answer._source !== undefined ? sumOf(answer._source) : null
  })
}

async function* summed(client: Client, index: string): AsyncGenerator<Summed> {
  await persistently(() => client.indices.refresh({ index }))
  const pit = await persistently(() => client.openPointInTime({ index, keep_alive: KEEP_ALIVE }))
  const size = pageSize()
  try {
    for (let after: estypes.SortResults | undefined; ;) {
      const hits = await persistently(() => pageOf(client, { id: pit.id, after, size: size.now() }))
      yield* hits.map(({ _id: id = '', _source }) => ({ id, sum: _source === undefined ? '' : sumOf(_source) }))
      after = hits.at(-1)?.sort
      if (after === undefined) return
      size.learn(hits.map((hit) => hit._source))
    }
  } finally {
    await client.closePointInTime({ id: pit.id })
  }
}

async function pageOf(
  client: Client,
  { id, after, size }: { readonly id: string; readonly after: estypes.SortResults | undefined; readonly size: number },
): Promise<readonly estypes.SearchHit<Source>[]> {
  const { hits } = await client.search<Source>({
    pit: { id, keep_alive: KEEP_ALIVE },
    ...WHOLE,
    sort: [{ id: 'asc' }],
    size,
    track_total_hits: false,
    ...(after !== undefined && { search_after: after }),
  })
  return hits.hits
}

/** Both in the order of their ids, which the server sorts by their bytes; null where one has no such id. */
async function* inStep(
  one: AsyncGenerator<Summed>,
  other: AsyncGenerator<Summed>,
): AsyncGenerator<readonly [Summed | null, Summed | null]> {
  let [left, right] = await Promise.all([one.next(), other.next()])
  while (left.done !== true || right.done !== true) {
    const order = orderOf(left, right)
    yield [order <= 0 && left.done !== true ? left.value : null, order >= 0 && right.done !== true ? right.value : null]
    if (order <= 0) left = await one.next()
    if (order >= 0) right = await other.next()
  }
}

type Next = IteratorResult<Summed, void>

const orderOf = (left: Next, right: Next): number => {
  if (left.done === true) return 1
  return right.done === true ? -1 : Buffer.compare(Buffer.from(left.value.id), Buffer.from(right.value.id))
}

const sumOf = (source: Source): string => createHash('sha256').update(canonical(source)).digest('base64')

/** JSON with the names of every object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
