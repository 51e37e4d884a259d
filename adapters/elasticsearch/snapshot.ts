import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, estypes } from '@elastic/elasticsearch'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import { ANYWHERE } from './asking.ts'
import { inCoreWords } from './client.ts'
import { emptyIndices } from './empty-indices.ts'
import { prepare } from './indices.ts'
import { inspect } from './inspected.ts'
import { persistently } from './persistently.ts'
import { NAMES, placesOf } from './places.ts'

const NAME = 'otklik'
/** A snapshot takes as long as it takes, longer than any one request may. */
const LOOK_MS = 200
const STUCK_MS = 60_000
/** Not the hidden ones, which no worker uses: a copy that is not complete, an index that was kept when its documents had moved. */
const IN_USE: estypes.ExpandWildcard[] = ['open', 'closed']

/** What an installation uses, by name: a prefix that begins with this one is another's. */
const inUseOf = (prefix: string): string[] => NAMES.map(placesOf(prefix).pattern)

/** Writes one snapshot of the indices that are in use into a folder that every node sees and that is listed in its `path.repo`.
 *  @throws {Misconfigured} a folder that holds one already; {Unavailable} a snapshot that is not whole */
export function snapshot(client: Client, folder: string, prefix: string): Promise<void> {
  return inRepository(client, { folder, readonly: false }, async (repository) => {
    if ((await indicesIn(client, repository)) !== null) throw new Misconfigured(`${folder} holds a backup already`, { folder })
    const indices = inUseOf(prefix)
    const which = { indices, ignore_unavailable: true, expand_wildcards: IN_USE, include_global_state: false }
    await client.snapshot.create({ repository, snapshot: NAME, ...which })
    let state = 'IN_PROGRESS'
    while (state === 'IN_PROGRESS' || state === 'INIT' || state === 'STARTED') {
      await sleep(LOOK_MS)
      const { snapshots = [] } = await persistently(() => client.snapshot.get({ repository, snapshot: NAME }))
      state = snapshots[0]?.state ?? 'MISSING'
    }
    if (state !== 'SUCCESS') throw new Unavailable(`The snapshot in ${folder} is not whole: ${state}`, { folder })
  })
}

export interface RestoreOptions {
  readonly prefix: string
  /** How long the holder of a lease that still runs may let pass until it renews it. */
  readonly leaseLastsMs: number
}

/** Puts the indices of a snapshot in the place of empty ones; returns how many documents they hold.
 *  @throws {Misconfigured} no snapshot there, one of another installation, or indices that hold something */
export function restoreSnapshot(client: Client, folder: string, { prefix, leaseLastsMs }: RestoreOptions): Promise<number> {
  return inCoreWords(() =>
    inRepository(client, { folder, readonly: true }, async (repository) => {
      const indices = await indicesIn(client, repository)
      if (indices === null) throw new Misconfigured(`No backup in ${folder}`, { folder })
      const foreign = indices.find((index) => !index.startsWith(prefix))
      if (foreign !== undefined)
        throw new Misconfigured(
          `The backup in ${folder} has the index ${foreign}, which does not begin with ${prefix}: set elasticsearch.prefix`,
        )
      const empty = await emptyIndices(client, placesOf(prefix), leaseLastsMs)
      await assertFree(client, { folder, indices, prefix, empty })
      if (empty.length > 0) await client.indices.delete({ index: [...empty] })
      await client.snapshot.restore({ repository, snapshot: NAME, indices: [...indices], include_global_state: false })
      await whole(client, indices)
      await dropUnused(client, { prefix, indices })
      // Templates are no part of a snapshot: without them the next month would get types that nobody declared.
      const places = placesOf(prefix)
      await prepare(client, places, await inspect(client, places))
      await client.indices.refresh({ index: inUseOf(prefix), ...ANYWHERE })
      return (await client.count({ index: inUseOf(prefix), ...ANYWHERE })).count
    }),
  )
}

interface Place {
  readonly folder: string
  /** A folder that is only read is not changed, and must be there. */
  readonly readonly: boolean
}

async function inRepository<T>(client: Client, { folder, readonly }: Place, work: (repository: string) => Promise<T>): Promise<T> {
  const name = `otklik-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  await client.snapshot.createRepository({ name, repository: { type: 'fs', settings: { location: folder, readonly } } })
  const tidyUp = () => client.snapshot.deleteRepository({ name })
  try {
    const result = await work(name)
    await tidyUp()
    return result
  } catch (error) {
    // A repository that is still in use stays; what went wrong is worth more than that.
    await tidyUp().catch(() => null)
    throw error
  }
}

/** Null when there is no snapshot. */
async function indicesIn(client: Client, repository: string): Promise<readonly string[] | null> {
  const { snapshots = [] } = await client.snapshot.get({ repository, snapshot: '_all' })
  return snapshots[0]?.indices ?? null
}

interface Restoring {
  readonly folder: string
  readonly prefix: string
  /** Of the snapshot. */
  readonly indices: readonly string[]
  /** Those that the snapshot's take the place of. */
  readonly empty: readonly string[]
}

/** Looked for before anything is deleted: Elasticsearch restores over no open index and would leave nothing in the place of the empty ones.
 *  @throws {Misconfigured} naming an index that stays, hidden or not, and has the name of one in the snapshot */
async function assertFree(client: Client, { folder, prefix, indices, empty }: Restoring): Promise<void> {
  const there = Object.keys(await client.indices.getAlias({ index: `${prefix}*`, ...ANYWHERE, expand_wildcards: 'all' }))
  const taken = there.find((name) => indices.includes(name) && !empty.includes(name))
  if (taken === undefined) return
  const why = `The backup in ${folder} has an index ${taken}, and one of that name is there, which restore never overwrites`
  throw new Misconfigured(`${why}: delete it, or set another elasticsearch.prefix`, { folder, index: taken })
}

/** A snapshot may hold hidden indices, and does not say which they are until they are there. */
async function dropUnused(client: Client, { prefix, indices }: Pick<Restoring, 'prefix' | 'indices'>): Promise<void> {
  const there = await client.indices.get({ index: `${prefix}*`, expand_wildcards: 'all' })
  const unused = indices.filter((name) => isUnused(there[name]))
  if (unused.length > 0) await client.indices.delete({ index: unused })
}

/** Hidden, and behind no name that a worker knows: a move that was interrupted leaves the index in use hidden for a while. */
const isUnused = ({ settings, aliases = {} }: estypes.IndicesIndexState = {}): boolean =>
  String(settings?.index?.hidden) === 'true' && Object.values(aliases).every((alias) => alias.is_hidden === true)

/** Waits until every primary of the indices has been restored. @throws {Unavailable} when for a while none was on its way */
async function whole(client: Client, indices: readonly string[]): Promise<void> {
  for (let busyAt = performance.now(); ;) {
    const health = await persistently(() => client.cluster.health({ index: [...indices] }))
    if (health.status !== 'red') return
    if (health.initializing_shards > 0) busyAt = performance.now()
    if (performance.now() - busyAt > STUCK_MS)
      throw new Unavailable(`The restore stands still: ${health.unassigned_shards} shards have no place, see _cluster/allocation/explain`)
    await sleep(LOOK_MS)
  }
}
