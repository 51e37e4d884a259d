import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Misconfigured } from '../../core/errors.ts'
import { ANYWHERE, assertWhole, WHOLE } from './asking.ts'
import type { Source } from './found.ts'
import { assertNames } from './names-there.ts'
import { NAMES, type Places } from './places.ts'

/** May be there in an empty installation: every process that was ever started has left one, and nothing is lost with it. */
const LEASES: CollectionName = 'leases'

/** Names of the indices in use, as a start leaves them: with nothing in them but leases of processes that are gone.
 *  @throws {Misconfigured} naming what holds something, or who still runs */
export async function emptyIndices(client: Client, places: Places, leaseLastsMs: number): Promise<readonly string[]> {
  await assertNames(client, places)
  const index = NAMES.map(places.pattern)
  assertWhole(await client.indices.refresh({ index, ...ANYWHERE }))
  const full = (await Promise.all(NAMES.filter((name) => name !== LEASES).map((name) => holding(client, places, name)))).filter(
    ({ count }) => count > 0,
  )
  if (full.length > 0) throw new Misconfigured(fullText(places, full))
  const living = await livingLeases(client, places, leaseLastsMs)
  if (living.length > 0)
    throw new Misconfigured(`Processes are running on the indices ${places.prefix}*, which hold ${living.join(', ')}: stop them first`)
  return Object.keys(await client.indices.getAlias({ index, ...ANYWHERE }))
}

interface Holding {
  readonly collection: CollectionName
  readonly count: number
  readonly indices: readonly string[]
}

async function holding(client: Client, places: Places, collection: CollectionName): Promise<Holding> {
  const index = places.pattern(collection)
  const found = await client.count({ index, ...ANYWHERE })
  assertWhole(found)
  const indices = found.count === 0 ? [] : Object.keys(await client.indices.getAlias({ index, ...ANYWHERE }))
  return { collection, count: found.count, indices }
}

function fullText({ prefix }: Places, full: readonly Holding[]): string {
  const count = full.reduce((sum, one) => sum + one.count, 0)
  const which = full.map((one) => `${one.collection} ${one.count}`).join(', ')
  const names = full.flatMap(({ indices }) => indices).join(',')
  const what = `The indices ${prefix}* hold ${count} documents: restore never overwrites`
  return `${what} (${which}). If nothing of that is wanted, stop every process and delete them: DELETE ${names}`
}

/** Leases that were renewed while we looked. */
async function livingLeases(client: Client, places: Places, lastsMs: number): Promise<readonly string[]> {
  const before = await heldLeases(client, places)
  if (before.size === 0) return []
  await sleep(lastsMs)
  return [...(await heldLeases(client, places))].flatMap(([id, writeId]) => (before.get(id) === writeId ? [] : [id]))
}

const MOST_LEASES = 1000

/** Ids of those that have a holder, with the name of the write that was the last. */
async function heldLeases(client: Client, places: Places): Promise<ReadonlyMap<string, string>> {
  const index = places.pattern(LEASES)
  assertWhole(await client.indices.refresh({ index, ...ANYWHERE }))
  const { hits } = await client.search<Source>({ index, ...ANYWHERE, ...WHOLE, size: MOST_LEASES })
  const held = hits.hits.flatMap(({ _source }) => (_source === undefined || !isHeld(_source.value) ? [] : [_source]))
  return new Map(held.map(({ id, writeId }) => [id, writeId]))
}

const isHeld = (lease: unknown): boolean => (lease as { readonly holder?: unknown } | null)?.holder !== null
