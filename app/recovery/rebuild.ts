import type { PartitionRange } from '../../core/log.ts'
import { HEADERS, type LogMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import { INTAKE } from '../flows/intake.ts'
import { APPROVED, PUBLISHER } from '../flows/publish.ts'
import { missingFacts } from './check-cases.ts'
import { everyBatch } from './every.ts'
import { caseFolding, type Problem } from './fold-cases.ts'
import { moveGroup } from './quiet.ts'
import { recallPublications } from './recall-publications.ts'
import { archivePostsOfCases, archiveRefilling } from './refill-archive.ts'

export interface Rebuilding {
  /** Without cases; its log is the one the cases are made from. Nobody else works on it. */
  readonly store: Store
  /** Cases whose facts are not whole are left out instead of ending it all. */
  readonly leaveOut: boolean
  readonly now: Instant
  /** Told of every step that begins and of what it has done. */
  readonly step: (name: string) => (count: number) => void
}

/** What was made anew. `problems` that were not left out mean that the store is not finished. */
export interface Rebuilt {
  readonly facts: number
  readonly cases: number
  readonly archived: number
  readonly leftOut: readonly Problem[]
  /** Answers whose way to the platform has to be looked into. */
  readonly publications: number
  /** Messages that the intake reads once more, because their case was not on the log yet. */
  readonly again: number
  readonly problems: readonly string[]
}

/** Makes the cases of a store anew from `cases`, and of the archive what `posts.classified` and the cases still hold; then reads the log once
 *  more and looks for every fact in its case. A second run goes on with what the first has left. */
export async function rebuilt(rebuilding: Rebuilding): Promise<Rebuilt> {
  const { store } = rebuilding
  const { facts, problems } = await foldAll(rebuilding)
  if (problems.length > 0 && !rebuilding.leaveOut) return madeOf(store, { facts, problems: problems.map(({ sentence }) => sentence) })
  const leftOut = new Set(problems.flatMap(({ caseId }) => caseId ?? []))
  for (const id of leftOut) await store.documents.remove('cases', id)
  const again = await refillAll(rebuilding, leftOut)
  const { missing, untouched } = await checkAll(rebuilding, leftOut)
  if (missing.length > 0) return madeOf(store, { facts, leftOut: problems, problems: missing })
  const publications = await recallPublications(store, untouched, rebuilding.now)
  return madeOf(store, { facts, leftOut: problems, publications, again })
}

async function madeOf({ documents }: Store, known: Partial<Rebuilt> & Pick<Rebuilt, 'facts'>): Promise<Rebuilt> {
  const [cases, archived] = [await documents.count({ collection: 'cases' }), await documents.count({ collection: 'posts' })]
  return { cases, archived, leftOut: [], publications: 0, again: 0, problems: [], ...known }
}

async function foldAll({ store, step }: Rebuilding): Promise<{ facts: number; problems: readonly Problem[] }> {
  const seen = step('facts read')
  const folding = caseFolding(store)
  const holes: Problem[] = []
  let facts = 0
  for (const range of await store.log.ranges('cases')) {
    let expected = range.start
    if (range.start > 0) holes.push(hole(range.partition, 0, range.start))
    for await (const batch of everyBatch(store.log, range)) {
      holes.push(...gaps(batch, expected))
      expected = (batch.at(-1)?.offset ?? expected) + 1
      await folding.take(batch)
      facts += batch.length
      seen(batch.length)
    }
    if (expected < range.end) holes.push(hole(range.partition, expected, range.end))
  }
  return { facts, problems: [...holes, ...folding.problems()] }
}

const hole = (partition: number, from: number, to: number): Problem => ({
  caseId: null,
  sentence: `cases/${partition}: the messages from offset ${from} to ${to - 1} are gone`,
})

/** A mark of a foreign transaction (a copy of the topic made by one, for instance) has an offset too, and nobody can tell it from a message that
 *  is lost: the facts' own places show what is missing within a case, but not its last facts. So each gap is named, and `--leave-out` goes on. */
function gaps(batch: readonly LogMessage[], from: number): readonly Problem[] {
  let expected = from
  return batch.flatMap(({ partition, offset }) => {
    const [begin, isGap] = [expected, offset !== expected]
    expected = offset + 1
    return isGap ? [hole(partition, begin, offset)] : []
  })
}

/** Returns how many messages the intake will read again. */
async function refillAll({ store, step }: Rebuilding, leftOut: ReadonlySet<string>): Promise<number> {
  const refilling = archiveRefilling(store, leftOut)
  const seen = step('classified posts read')
  for (const range of await store.log.ranges('posts.classified')) {
    for await (const batch of everyBatch(store.log, range)) {
      await refilling.take(batch)
      seen(batch.length)
    }
  }
  await archivePostsOfCases(store, step('cases looked for in the archive'))
  return readAgain(store, refilling.unknown())
}

/** Moves the intake back to what it had read and the cases know nothing of; what it has still to read comes by itself. */
async function readAgain(store: Store, unknown: ReturnType<ReturnType<typeof archiveRefilling>['unknown']>): Promise<number> {
  const committed = new Map((await store.log.committed(INTAKE.group, INTAKE.topics[0])).map(({ partition, offset }) => [partition, offset]))
  const back = unknown.filter(({ partition, offset }) => offset < (committed.get(partition) ?? 0))
  if (back.length > 0) await moveGroup(store, INTAKE, back)
  return back.reduce((sum, { partition, offset }) => sum + (committed.get(partition) ?? 0) - offset, 0)
}

interface Checked {
  readonly missing: readonly string[]
  /** Cases with an approval that the publisher has still to read. */
  readonly untouched: ReadonlySet<string>
}

async function checkAll({ store, step }: Rebuilding, leftOut: ReadonlySet<string>): Promise<Checked> {
  const seen = step('facts found in their cases')
  const missing: string[] = []
  const untouched = new Set<string>()
  const committed = await store.log.committed(PUBLISHER.group, PUBLISHER.topics[0])
  for (const range of await store.log.ranges('cases')) {
    for await (const batch of everyBatch(store.log, range)) {
      const kept = batch.filter(({ key }) => !leftOut.has(key))
      missing.push(...(await missingFacts(store, kept)))
      for (const { key } of kept.filter((one) => isAhead(one, range, committed))) untouched.add(key)
      seen(batch.length)
    }
  }
  return { missing, untouched }
}

function isAhead(
  { headers, offset }: LogMessage,
  { partition }: PartitionRange,
  committed: readonly { partition: number; offset: number }[],
) {
  const next = committed.find((one) => one.partition === partition)?.offset ?? 0
  return headers[HEADERS.type] === APPROVED && offset >= next
}
