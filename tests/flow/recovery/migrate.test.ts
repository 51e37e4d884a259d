import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { embeddedStore } from '../../../adapters/embedded/store.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { openFolder, STORE_FILE } from '../../../app/open-store.ts'
import { COPIED } from '../../../app/recovery/copy-documents.ts'
import { type Migrated, migrated } from '../../../app/recovery/migrate.ts'
import { assertFinished } from '../../../app/recovery/unfinished.ts'
import { Misconfigured } from '../../../core/errors.ts'
import type { NewMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { topicsOf } from '../../../core/topics.ts'
import { AGENCY_IDS, flow, liveIn } from '../../builders/lived-in.ts'
import { byKey, messagesOf } from '../../builders/messages-of.ts'
import { aPost } from '../../builders/post.ts'
import { failure } from '../../contract/subject.ts'
import { rawDocuments } from './raw-documents.ts'

class Crash extends Error {}

/** The store, which breaks down just before or just after the n-th thing that is asked of it to change. */
function breaking(store: Store, nth: number, when: 'before' | 'after'): Store {
  let asked = 0
  const once = async <T>(work: () => Promise<T>): Promise<T> => {
    asked += 1
    if (asked === nth && when === 'before') throw new Crash()
    const answer = await work()
    if (asked === nth && when === 'after') throw new Crash()
    return answer
  }
  return {
    ...store,
    log: { ...store.log, append: (messages) => once(() => store.log.append(messages)) },
    documents: { ...store.documents, write: (write) => once(() => store.documents.write(write)) },
    settle: (settlement) => once(() => store.settle(settlement)),
  }
}

describe('a migration from one store to another', function () {
  this.timeout(180_000)
  const root = mkdtempSync(join(tmpdir(), 'otklik-migrate-'))
  const source = join(root, 'source')
  const late = [1, 2, 3, 4].map((number) => `vk:wall:-2_${number}` as const)
  let from: Store

  before(async () => {
    from = await openFolder({ data: source }, AGENCY_IDS)
    await liveIn(from, 24)
    // Two messages wait for the intake, two for the classifier.
    const messages = late.map((id) =>
      postMessage(aPost({ id, rootId: id, text: `Яма ${id} в Рыльске, когда почините?`, collectedAt: Date.now() })),
    )
    await from.log.append(messages.slice(0, 2))
    await flow(from, ['classify'])
    await from.log.append(messages.slice(2))
  })
  after(async () => {
    await from.close()
    rmSync(root, { recursive: true, force: true })
  })

  let folders = 0
  /** An empty store with another number of partitions. */
  async function target(): Promise<{ store: Store; file: string }> {
    const file = join(root, `target-${(folders += 1)}`, STORE_FILE)
    const store = await embeddedStore({ file })
    await store.log.ensureTopics(topicsOf(AGENCY_IDS, 7))
    return { store, file }
  }
  const migrate = (to: Store) => migrated({ from, to, now: Date.now, step: () => () => {} })
  async function expectSame(to: { readonly store: Store; readonly file: string }): Promise<void> {
    for (const { name } of await from.log.topics())
      expect(byKey(await messagesOf(to.store.log, name)), name).to.deep.equal(byKey(await messagesOf(from.log, name)))
    for (const name of COPIED) expect(rawDocuments(to.file, name), name).to.deep.equal(rawDocuments(join(source, STORE_FILE), name))
  }

  it('gives every message in its order and every document with what it is found by', async () => {
    const to = await target()
    const { problems, collections, topics } = await migrate(to.store)
    expect(problems).to.deep.equal([])
    expect(collections.find((one) => one.collection === 'cases')?.counts[0]).to.be.above(10)
    expect(topics.find((one) => one.topic === 'cases')?.counts[0]).to.be.above(50)
    await expectSame(to)
    await assertFinished(to.store)
    await to.store.close()
  })

  it('leaves to the stages what they have still to read, and nothing else', async () => {
    const to = await target()
    await migrate(to.store)
    const before = (await messagesOf(to.store.log, 'posts.classified')).length
    await flow(to.store, ['classify', 'route', 'publish'])
    expect((await messagesOf(to.store.log, 'posts.classified')).length).to.equal(before + 2)
    for (const id of late) expect(await to.store.documents.get('cases', `case:${id}`), id).not.to.equal(null)
    await to.store.close()
  })

  for (const when of ['before', 'after'] as const) {
    it(`goes on without a gap and without a message twice, wherever it broke down ${when} a change`, async () => {
      for (let nth = 1, isOver = false; !isOver; nth += nth < 10 ? 1 : 11) {
        const to = await target()
        try {
          await migrate(breaking(to.store, nth, when))
          isOver = true
        } catch (error) {
          if (!(error instanceof Crash)) throw error
          // The very first change is the mark itself.
          if (nth > 1 || when === 'after') expect(String(await failure(assertFinished(to.store)))).to.include('has not finished')
          expect((await migrate(to.store)).problems, `broken at ${nth}`).to.deep.equal([])
          await expectSame(to)
        }
        await to.store.close()
      }
    })
  }

  it('says what differs when something else has written to either side meanwhile', async () => {
    const to = await target()
    await failure(migrate(breaking(to.store, 20, 'before')))
    await to.store.documents.write({ collection: 'accounts', id: 'account:stranger', value: {}, fields: {}, mode: { kind: 'create' } })
    await to.store.log.append([postMessage(aPost())])
    const { problems } = await migrate(to.store).catch((error: unknown) => ({ problems: [String(error)] }))
    expect(problems.join()).to.match(
      /accounts: \d+ documents here, \d+ there, and not the same, for example account:stranger|was written by something else/,
    )
    expect(String(await failure(assertFinished(to.store)))).to.include('has not finished')
    await to.store.close()
  })

  it('refuses to go on with a source that has gone on meanwhile, and says what to do', async () => {
    const own = await embeddedStore({ file: join(root, 'gone-on', STORE_FILE) })
    await own.log.ensureTopics(topicsOf(AGENCY_IDS))
    await own.log.append([postMessage(aPost())])
    const to = await target()
    const parts = { from: own, now: Date.now, step: () => () => {} }
    await failure(migrated({ ...parts, to: breaking(to.store, 5, 'after') }))
    await own.log.append([postMessage(aPost({ id: 'vk:wall:-4_1' }))])
    const refusal = await failure(migrated({ ...parts, to: to.store }))
    expect(refusal).to.be.instanceOf(Misconfigured)
    expect(String(refusal)).to.match(
      /The source has gone on since this migration began \(posts\), .* migrate once more into an empty target/,
    )
    const empty = await target()
    expect((await migrated({ ...parts, to: empty.store })).problems).to.deep.equal([])
    await Promise.all([own.close(), to.store.close(), empty.store.close()])
  })

  describe('that lasts so long that messages expire', () => {
    const HOUR_MS = 3_600_000
    const RETENTION_MS = 7 * 24 * HOUR_MS
    const begunAt = Date.now()
    const aged = (id: number, ageMs: number): NewMessage => ({
      ...postMessage(aPost({ id: `vk:wall:-3_${id}` })),
      at: begunAt - ageMs,
    })
    /** Two that expire within the two hours of the work, one just after it, two that stay. */
    const messages = [HOUR_MS, HOUR_MS, 2.5 * HOUR_MS].map((leftMs, id) => aged(id, RETENTION_MS - leftMs))
    const staying = [aged(3, HOUR_MS), aged(4, 0)]
    const posts = (made: Migrated) => made.topics.find(({ topic }) => topic === 'posts')

    type Side = 'source' | 'target'
    /** Breaks down, drops what has expired meanwhile on the sides that do, and goes on. */
    async function long(dropping: readonly Side[], nth = 14, lose?: (to: Store) => Promise<unknown>): Promise<Migrated> {
      const own = await embeddedStore({ file: join(root, `expiring-${(folders += 1)}`, STORE_FILE) })
      await own.log.ensureTopics(topicsOf(AGENCY_IDS))
      await own.log.append([...messages, ...staying])
      const to = await target()
      const parts = { from: own, step: () => () => {} }
      await failure(migrated({ ...parts, to: breaking(to.store, nth, 'after'), now: () => begunAt }))
      const now = begunAt + 2 * HOUR_MS
      if (dropping.includes('source')) await own.log.retain(now)
      if (dropping.includes('target')) await to.store.log.retain(now)
      await lose?.(to.store)
      const made = await migrated({ ...parts, to: to.store, now: () => now })
      await Promise.all([own.close(), to.store.close()])
      return made
    }

    it('is the same on both sides though one of them drops, and says how much it did not compare', async () => {
      const source = await long(['source'])
      expect(source.problems).to.deep.equal([])
      expect(posts(source)).to.deep.include({ counts: [2, 2], expiring: [1, 3] })
      expect(posts(await long(['target']))).to.deep.include({ counts: [2, 2], expiring: [3, 1] })
    })

    it('goes on wherever it broke down, though what it was about to copy, or had just copied, is gone', async () => {
      for (let nth = 3; nth < 13; nth += 1) expect((await long(['source', 'target'], nth)).problems, `broken at ${nth}`).to.deep.equal([])
    })

    it('still misses what should have stayed', async () => {
      const { problems } = await long(['source'], 14, (to) => to.log.retain(begunAt + RETENTION_MS - 1))
      expect(problems).to.deep.equal(['posts: 2 messages here, 1 there, and not the same'])
    })
  })

  it('refuses a target with something in it', async () => {
    const to = await embeddedStore({ file: join(root, 'filled', STORE_FILE) })
    await to.log.ensureTopics(topicsOf(AGENCY_IDS))
    await to.log.append([postMessage(aPost())])
    expect(String(await failure(migrate(to)))).to.include('The target has 1 messages in posts: migrate never overwrites')
    await to.close()
  })
})
