import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { caseDesk } from '../../../app/case-desk.ts'
import { engineOf } from '../../../app/engine.ts'
import { intakeStage } from '../../../app/flows/intake.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import type { ClassifiedPost } from '../../../app/schemas/classified-schema.ts'
import { caseIdOf } from '../../../core/case.ts'
import type { Classification } from '../../../core/classification.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { CollectionName } from '../../../core/collections.ts'
import type { Documents } from '../../../core/documents.ts'
import { Conflict } from '../../../core/errors.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { Post } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { failure } from '../../contract/subject.ts'
import { moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aClassifiedMessage } from '../../builders/classified-message.ts'
import { aPost } from '../../builders/post.ts'

describe('The intake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-intake-'))
  const region = loadRegion('kursk')
  const at = moscow('17.03.2026 10:00')
  let store: Store
  before(async () => {
    const agencies = region.agencies.agencies.map(({ id }) => id)
    store = await openFolder(loadSettings([{ name: 'test', values: { data: folder, logLevel: 'silent' } }]), agencies)
  })
  after(async () => {
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A message that a rule of the region routes by itself. */
  function classified(post: Post, changes: Partial<Classification> = {}): LogMessage {
    return aClassifiedMessage(post, { place: { ...aClassification().place!, placeId: 'rylsky', districtId: 'rylsky' }, ...changes })
  }

  async function takenIn(posts: readonly Post[], changes: Partial<Classification> = {}) {
    const stage = intakeStage({ store, now: () => at, desk: caseDesk(region, engineOf(region, store)) })
    await store.settle(await stage.process(posts.map((post) => classified(post, changes))))
    return (await getCase(store.documents, caseIdOf(posts[0]!.id)))?.value
  }

  it('lets a rule detect and route what asks for an answer', async () => {
    const post = aPost({ id: 'vk:comment:-1_501' })
    expect(await takenIn([post])).to.include({ state: 'offered', agencyId: 'min-transport' })
  })

  describe('takes for granted that messages are new', () => {
    const posts = (from: number, changes: Partial<Post> = {}) =>
      [from, from + 1].map((number) => aPost({ id: `vk:comment:-1_${number}`, ...changes }))

    /** An intake that has just found nothing of what it looked for, and what it looks for from then on. */
    async function expectant(from: number) {
      const asked: string[] = []
      const documents: Documents = Object.create(store.documents, {
        get: {
          value: <T>(collection: CollectionName, id: string) => {
            asked.push(id)
            return store.documents.get<T>(collection, id)
          },
        },
      })
      const stage = intakeStage({ store: { ...store, documents }, now: () => at, desk: caseDesk(region, engineOf(region, store)) })
      await store.settle(await stage.process(posts(from).map((one) => classified(one))))
      expect(asked.splice(0)).to.have.length(4)
      return { stage, asked }
    }

    it('once nothing was there of what it had looked for', async () => {
      const { stage, asked } = await expectant(600)
      const { writes } = await stage.process(posts(610).map((one) => classified(one)))
      expect(asked).to.be.empty
      expect(writes?.map(({ collection, id }) => `${collection} ${id}`)).to.have.members(
        posts(610).flatMap(({ id }) => [`posts ${id}`, `cases ${caseIdOf(id)}`]),
      )
    })

    it('until one of them is there, which it then looks at', async () => {
      const { stage, asked } = await expectant(620)
      const known = posts(620).map((one) => classified(one))
      expect(await failure(store.settle(await stage.process(known)))).to.be.instanceOf(Conflict)
      expect(asked).to.be.empty
      expect((await stage.process(known, { careful: true })).writes).to.be.empty
      await stage.process(known)
      expect(asked).to.have.length(8)
    })

    it('not for having looked for nothing', async () => {
      const { stage, asked } = await expectant(650)
      await stage.process([], { careful: true })
      await stage.process([{ ...classified(aPost()), value: 'broken' }])
      await stage.process(posts(660).map((one) => classified(one)))
      expect(asked).to.have.length(4)
    })

    it('but looks for what was edited or removed, for what is a day old, and for what has no time of its own', async () => {
      const { stage, asked } = await expectant(630)
      for (const changes of [
        { editedAt: at },
        { deletedAt: at },
        { createdAt: at - 86_400_000, collectedAt: at },
        { createdAt: at, collectedAt: at },
      ]) {
        await stage.process(posts(640, changes).map((one) => classified(one)))
        expect(asked.splice(0)).to.have.length(4)
      }
      await stage.process(posts(640).map((one) => classified(one)))
      expect(asked).to.be.empty
    })
  })

  it('leaves to a curator what was removed before anybody saw it', async () => {
    const post = aPost({ id: 'vk:comment:-1_502' })
    const removed = { ...post, rev: 'removed', deletedAt: at, collectedAt: at }
    const found = await takenIn([post, removed])
    expect(found).to.include({ state: 'in-review', agencyId: null })
    expect(found?.post.deletedAt).to.equal(at)
  })

  describe('waits for the batch in front', () => {
    /** What stands once a batch in front, which the worker behind began beside, and then that worker have settled. `early`: what of the batch in
     *  front is written before the worker behind looks. */
    async function overtaken(front: readonly LogMessage[], behind: readonly LogMessage[], early: readonly CollectionName[]) {
      const stage = intakeStage({ store, now: () => at, desk: caseDesk(region, engineOf(region, store)) })
      const { writes = [] } = await stage.process(front)
      const [first, rest] = [true, false].map((isEarly) => writes.filter(({ collection }) => early.includes(collection) === isEarly))
      await store.settle({ writes: first! })
      const inFront = Promise.withResolvers<void>()
      const decided = stage.process(behind, { inFront: inFront.promise })
      await new Promise((resolve) => setTimeout(resolve, 20))
      await store.settle({ writes: rest! })
      inFront.resolve()
      await store.settle(await decided)
    }
    const revs = async (id: Post['id']) => [
      (await store.documents.get<ClassifiedPost>('posts', id))?.value.post.rev,
      (await getCase(store.documents, caseIdOf(id)))?.value.post.rev,
    ]

    it('which may be opening the case of a revision that the archive no longer has', async () => {
      const post = aPost({ id: 'vk:comment:-1_503' })
      const removed = { ...post, rev: 'removed', deletedAt: at, collectedAt: at }
      const removedAgain = { ...removed, rev: 'removed-again', collectedAt: at + 1 }
      await overtaken(
        [post, removed].map((one) => classified(one)),
        [classified(removedAgain)],
        ['posts'],
      )
      expect(await revs(post.id)).to.deep.equal(['removed-again', 'removed-again'])
    })

    it('which may be archiving a newer revision than the archive has', async () => {
      const asks = aPost({ id: 'vk:comment:-1_504' })
      const needless = { needsResponse: { ...aClassification().needsResponse, value: false } }
      const edited = { ...asks, rev: 'edited', editedAt: at, collectedAt: at }
      const removed = { ...edited, rev: 'removed', deletedAt: at + 1, collectedAt: at + 1 }
      await takenIn([edited], needless)
      await overtaken([aClassifiedMessage(removed, needless)], [classified(asks)], [])
      expect(await revs(asks.id)).to.deep.equal(['removed', 'removed'])
    })
  })

  it('has archive and case agree on which of two readings of one instant is the newest', async () => {
    const [one, other] = ['one', 'other'].map((rev) => aPost({ id: 'vk:comment:-1_505', rev }))
    await takenIn([one!])
    expect((await takenIn([other!]))?.post.rev).to.equal('other')
    expect((await store.documents.get<ClassifiedPost>('posts', one!.id))?.value.post.rev).to.equal('other')
  })
})
