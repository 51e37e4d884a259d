import { createHash } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import { Misconfigured } from '../../core/errors.ts'

const NAME = 'otklik'

/** Writes one snapshot of the indices into a folder that every node sees and that is listed in its `path.repo`.
 *  @throws {Misconfigured} a folder that holds one already */
export async function snapshot(client: Client, folder: string, pattern: string): Promise<void> {
  const repository = `otklik-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  await client.snapshot.createRepository({ name: repository, repository: { type: 'fs', settings: { location: folder } } })
  try {
    const { snapshots = [] } = await client.snapshot.get({ repository, snapshot: '_all' })
    if (snapshots.length > 0) throw new Misconfigured(`${folder} holds a backup already`, { folder })
    await client.snapshot.create({ repository, snapshot: NAME, indices: pattern, include_global_state: false, wait_for_completion: true })
  } finally {
    await client.snapshot.deleteRepository({ name: repository })
  }
}
