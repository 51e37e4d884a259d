import { Misconfigured } from '../../core/errors.ts'
import type { Store } from '../../core/store.ts'
import type { TopicSpec } from '../../core/topics.ts'
import type { Now } from '../../core/time.ts'
import type { Comparison } from './compare.ts'
import { comparedTopic, type TopicComparison } from './compare-logs.ts'
import { comparedAll, COPIED, copyDocuments, differences } from './copy-documents.ts'
import { copyTopic } from './copy-log.ts'
import { type MigrationState, migrationIn, Progress } from './migration-state.ts'
import { assertSameEnds, sourceEnds } from './source-ends.ts'
import { assertFinished, markFinished, unfinishedIn } from './unfinished.ts'

export interface Migrating {
  /** Nobody else works on either of them. */
  readonly from: Store
  readonly to: Store
  readonly now: Now
  /** Told of every step that begins and of what it has done. */
  readonly step: (name: string) => (count: number) => void
}

export interface Migrated {
  readonly topics: readonly TopicComparison[]
  readonly collections: readonly Comparison[]
  /** Empty when both sides are the same. */
  readonly problems: readonly string[]
}

/** Copies log and documents and compares both sides whole. Interrupted at any moment, a second call goes on.
 *  @throws {Misconfigured} a target that is not empty, or a source that has gone on since the first call */
export async function migrated(migrating: Migrating): Promise<Migrated> {
  const { from, to, step } = migrating
  await assertFinished(from)
  while ((await from.relay()) > 0);
  const topics = await topicsIn(migrating)
  const progress = new Progress(to, (await resumed(migrating, topics)) ?? (await begun(migrating, topics)))
  const messages = step('messages copied')
  for (const topic of topics)
    if (progress.topic(topic.name)?.part !== 'done') await copyTopic({ from: from.log, to, progress, seen: messages }, topic)
  const documents = step('documents copied')
  for (const collection of COPIED) {
    const after = progress.state.collections[collection]
    if (after === null) continue
    const done = async (count: number, next: string | null): Promise<void> => {
      await progress.saveCollection(collection, next)
      documents(count)
    }
    await copyDocuments([from.documents, to], collection, { ...(after !== undefined && { after }), done })
  }
  return comparedWhole(migrating, topics)
}

async function comparedWhole({ from, to, now, step }: Migrating, topics: readonly Topic[]): Promise<Migrated> {
  const compared: TopicComparison[] = []
  const seen = step('topics compared')
  for (const topic of topics) {
    compared.push(await comparedTopic([from.log, to.log], topic, now()))
    seen(1)
  }
  const collections = await comparedAll([from.documents, to.documents], COPIED, step('documents compared'))
  const problems = [...compared.filter(({ hashes: [a, b] }) => a !== b).map(otherTopic), ...differences(collections)]
  if (problems.length === 0) await markFinished(to)
  return { topics: compared, collections, problems }
}

const otherTopic = ({ topic, counts }: TopicComparison): string =>
  `${topic}: ${counts[0]} messages here, ${counts[1]} there, and not the same`

type Topic = Omit<TopicSpec, 'about'>

/** Topics of the source, each with the shorter retention of both sides; the target gets those that it does not declare itself. */
async function topicsIn({ from, to }: Migrating): Promise<readonly Topic[]> {
  const [topics, present] = [await from.log.topics(), await to.log.topics()]
  const there = new Map(present.map((topic) => [topic.name, topic]))
  const missing = topics.filter(({ name }) => !there.has(name))
  if (missing.length > 0) await to.log.ensureTopics(missing.map((topic) => ({ ...topic, about: '' })))
  return topics.map((topic) => ({ ...topic, retentionMs: shorter(topic.retentionMs, there.get(topic.name)?.retentionMs ?? null) }))
}

const shorter = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b))

async function resumed({ from, to }: Migrating, topics: readonly Topic[]): Promise<MigrationState | null> {
  const state = await migrationIn(to)
  if (state?.sourceEnds !== undefined) assertSameEnds(state.sourceEnds, await sourceEnds(from, topics))
  return state
}

async function begun({ from, to, now }: Migrating, topics: readonly Omit<TopicSpec, 'about'>[]): Promise<MigrationState> {
  const other = await unfinishedIn(to.documents)
  if (other !== null) throw new Misconfigured(`The target is being filled by "otklik ${other.work}": finish that first`)
  for (const { name } of topics) {
    const messages = (await to.log.ranges(name)).reduce((sum, { start, end }) => sum + end - start, 0)
    if (messages > 0) throw new Misconfigured(`The target has ${messages} messages in ${name}: migrate never overwrites`)
  }
  for (const collection of COPIED) {
    const count = await to.documents.count({ collection })
    if (count > 0) throw new Misconfigured(`The target has ${count} documents in ${collection}: migrate never overwrites`)
  }
  const state: MigrationState = { work: 'migrate', begunAt: now(), sourceEnds: await sourceEnds(from, topics), topics: {}, collections: {} }
  await new Progress(to, state).save({})
  return state
}
