import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import { inCoreWords } from './client.ts'
import { ANYWHERE } from './asking.ts'

const NAME = 'otklik'
/** A snapshot takes as long as it takes, longer than any one request may. */
const LOOK_MS = 200

/** Writes one snapshot of the indices into a folder that every node sees and that is listed in its `path.repo`.
 *  @throws {Misconfigured} a folder that holds one already; {Unavailable} a snapshot that is not whole */
export function snapshot(client: Client, folder: string, pattern: string): Promise<void> {
  return inRepository(client, { folder, readonly: false }, async (repository) => {
    if ((await indicesIn(client, repository)) !== null) throw new Misconfigured(`${folder} holds a backup already`, { folder })
    await client.snapshot.create({ repository, snapshot: NAME, indices: pattern, include_global_state: false })
    let state = 'IN_PROGRESS'
    while (state === 'IN_PROGRESS' || state === 'INIT' || state === 'STARTED') {
      await sleep(LOOK_MS)
      const { snapshots = [] } = await client.snapshot.get({ repository, snapshot: NAME })
      state = snapshots[0]?.state ?? 'MISSING'
    }
    if (state !== 'SUCCESS') throw new Unavailable(`The snapshot in ${folder} is not whole: ${state}`, { folder })
  })
}

/** Puts the indices of a snapshot in the place of empty ones; returns how many documents they hold.
 *  @throws {Misconfigured} no snapshot there, one of another installation, or indices that hold something */
export function restoreSnapshot(client: Client, folder: string, prefix: string): Promise<number> {
  return inCoreWords(() =>
    inRepository(client, { folder, readonly: true }, async (repository) => {
      const indices = await indicesIn(client, repository)
      if (indices === null) throw new Misconfigured(`No backup in ${folder}`, { folder })
      const foreign = indices.find((index) => !index.startsWith(prefix))
      if (foreign !== undefined)
        throw new Misconfigured(
          `The backup in ${folder} has the index ${foreign}, which does not begin with ${prefix}: set elasticsearch.prefix`,
        )
      await clear(client, `${prefix}*`)
      await client.snapshot.restore({ repository, snapshot: NAME, indices: [...indices], include_global_state: false })
      await whole(client, indices)
      await client.indices.refresh({ index: `${prefix}*`, ...ANYWHERE })
      return (await client.count({ index: `${prefix}*`, ...ANYWHERE })).count
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
  try {
    return await work(name)
  } finally {
    await client.snapshot.deleteRepository({ name })
  }
}

/** Null when there is no snapshot. */
async function indicesIn(client: Client, repository: string): Promise<readonly string[] | null> {
  const { snapshots = [] } = await client.snapshot.get({ repository, snapshot: '_all' })
  return snapshots[0]?.indices ?? null
}

/** Deletes indices with nothing in them, as a start leaves them. @throws {Misconfigured} when there is something */
async function clear(client: Client, pattern: string): Promise<void> {
  await client.indices.refresh({ index: pattern, ...ANYWHERE })
  const { count } = await client.count({ index: pattern, ...ANYWHERE })
  if (count > 0) throw new Misconfigured(`The indices ${pattern} hold ${count} documents: restore never overwrites`)
  const empty = Object.keys(await client.indices.getAlias({ index: pattern, ...ANYWHERE }))
  if (empty.length > 0) await client.indices.delete({ index: empty })
}

/** Waits until every primary of the indices has been restored. */
async function whole(client: Client, indices: readonly string[]): Promise<void> {
  for (;;) {
    const { status } = await client.cluster.health({ index: [...indices] })
    if (status !== 'red') return
    await sleep(LOOK_MS)
  }
}
