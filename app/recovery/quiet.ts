import { randomUUID } from 'node:crypto'
import { Misconfigured } from '../../core/errors.ts'
import type { Position, Subscription } from '../../core/log.ts'
import type { Store } from '../../core/store.ts'
import { CLASSIFIER } from '../flows/classify.ts'
import type { Stage } from '../flows/consume.ts'
import { INTAKE } from '../flows/intake.ts'
import { PUBLISHER } from '../flows/publish.ts'
import { LEASE_TIMES } from '../leases.ts'
import { sleep } from '../sleep.ts'
import { everyPage } from './every.ts'

type Reader = Pick<Stage, 'group' | 'topics'>

/** Every group of the flow with what it reads. */
export const READERS: readonly Reader[] = [CLASSIFIER, INTAKE, PUBLISHER]

/** Longer than a member that was killed keeps its partitions. */
const ALONE_WITHIN_MS = 20_000

/** Finds the processes that work on a store others could share, as far as they can be seen: members of a stage's group, holders of a lease.
 *  @throws {Misconfigured} naming them */
export async function assertNobodyWorks(store: Store): Promise<void> {
  const [leases] = await Promise.all([livingLeases(store), ...READERS.map((reader) => asOnlyMember(store, reader, async () => {}))])
  if (leases.length > 0) throw stillRunning(`hold ${leases.join(', ')}`)
}

const stillRunning = (what: string): Misconfigured =>
  new Misconfigured(`Processes of this installation ${what}: stop every one of them first`)

/** Works as the one member of a group that holds all partitions. @throws {Misconfigured} when it is not the only one */
export async function asOnlyMember(store: Store, reader: Reader, work: (member: Subscription) => Promise<void>): Promise<void> {
  const ranges = await Promise.all(reader.topics.map((topic) => store.log.ranges(topic)))
  const member = await store.log.subscribe({ ...reader, member: `recovery-${randomUUID()}` })
  try {
    const deadline = performance.now() + ALONE_WITHIN_MS
    while ((await member.assigned()).length < ranges.flat().length) {
      if (performance.now() > deadline) throw stillRunning(`read as ${reader.group}`)
      await member.poll({ max: 1, waitMs: 200 })
    }
    await work(member)
  } finally {
    await member.close()
  }
}

/** Where a group goes on. @throws {Misconfigured} when others read with it */
export const moveGroup = (store: Store, reader: Reader, positions: readonly Position[]): Promise<void> =>
  asOnlyMember(store, reader, async (member) => {
    for (const position of positions) await member.seek(position)
    await member.commit(positions)
  })

interface Lease {
  readonly holder: string | null
}

/** Leases that were renewed while we looked. */
async function livingLeases({ documents }: Store): Promise<readonly string[]> {
  const held = async () => {
    const found = new Map<string, string>()
    for await (const { items } of everyPage<Lease>(documents, 'leases'))
      for (const { id, value, version } of items) if (value.holder !== null) found.set(id, version)
    return found
  }
  const before = await held()
  if (before.size === 0) return []
  await sleep(LEASE_TIMES.renewMs * 2, new AbortController().signal)
  return [...(await held())].flatMap(([id, version]) => (before.get(id) === version ? [] : [id]))
}
