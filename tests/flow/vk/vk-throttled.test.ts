import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { EmbeddedStore } from '../../../adapters/embedded/store.ts'
import { consume } from '../../../app/flows/consume.ts'
import type { OwedPublication } from '../../../app/flows/owed-publication.ts'
import { publishStage } from '../../../app/flows/publish.ts'
import type { Speaking } from '../../../app/flows/speak.ts'
import { speakOwed } from '../../../app/flows/speakers.ts'
import { openFolder } from '../../../app/open-store.ts'
import { repeatedly } from '../../../app/repeatedly.ts'
import { sleep } from '../../../app/sleep.ts'
import { vkClient } from '../../../collectors/vk/client.ts'
import type { Actor } from '../../../core/actor.ts'
import { type Case, type CaseId, caseIdOf, type Command } from '../../../core/case.ts'
import { Malformed, Unavailable } from '../../../core/errors.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { PostId } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import type { Publisher } from '../../../core/publisher.ts'
import { vkPublisher } from '../../../publishers/vk.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { type Engine, handle } from '../../../sla-engine/handle.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { agency, CURATOR, deciding, DETECT, moscow, person } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { eventually } from '../../contract/subject.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

const WALL = -9001
const HOUR_MS = 3_600_000
const ACCOUNTS: Readonly<Record<string, string>> = { roads: '-9501', housing: '-9502' }

describe('Approved answers', () => {
  let standIn: VkStandIn
  let folder: string
  let store: EmbeddedStore
  let engine: Engine
  let now: number
  let postId: number

  beforeEach(async () => {
    standIn = await vkStandIn()
    folder = mkdtempSync(join(tmpdir(), 'otklik-vk-'))
    store = await openFolder({ data: folder }, Object.keys(ACCOUNTS))
    now = moscow('17.03.2026 10:00')
    standIn.world.now = () => Math.floor(now / 1000)
    postId = standIn.world.addPost({ ownerId: WALL, text: 'Новость' }).id
    const accountsOf = (id: string) => [{ platform: 'vk', id: ACCOUNTS[id] ?? '', url: 'https://vk.com/club1' } as const]
    engine = {
      store,
      terms: deciding().terms,
      directory: { agency: (id) => agency(id, { accounts: accountsOf(id) }), maxLength: () => null },
    }
  })
  afterEach(async () => {
    await store.close()
    await standIn.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A citizen's comment led to an approved answer of this agency. */
  async function approved(agencyId: string, text: string, photos: readonly string[] = []): Promise<CaseId> {
    const comment = standIn.world.addComment({ ownerId: WALL, postId, fromId: 7001, text: 'Яма' })
    const id: PostId = `vk:comment:${WALL}_${comment.id}`
    const post = aPost({ id, rootId: `vk:wall:${WALL}_${postId}`, platform: 'vk', replyable: { can: true, reason: null } })
    const opened = openCase({ post, classification: aClassification({ postId: id }) }, null, now, engine)
    await store.documents.write(caseWrite(opened, opened.facts, { kind: 'create' }))
    const executor = person('executor', agencyId)
    const act = async (by: Actor, command: Command): Promise<Case> => {
      const done = await handle(engine, caseIdOf(id), command, { by, at: now, key: command.type })
      if (!done.ok) throw new Error(`${command.type} was refused: ${done.refusal}`)
      return done.case
    }
    await act(CURATOR, DETECT)
    await act(CURATOR, { type: 'route', agencyId, overrideReason: null })
    const attachments = photos.map((photo) => ({ id: photo, name: photo, mediaType: 'image/jpeg' as const, bytes: 3 }))
    const drafted = await act(executor, { type: 'submit', text, attachments, accountId: ACCOUNTS[agencyId] ?? null })
    await act(CURATOR, { type: 'approve', version: drafted.draft?.version ?? '' })
    return caseIdOf(id)
  }

  function speakers(): Speaking {
    const client = (token: string) => vkClient({ token, apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const vk = vkPublisher({
      now: () => now,
      vk: { call: client('community').call, read: client('service').call, uploadPhoto: async () => 'photo1_1' },
    })
    return {
      store,
      now: () => now,
      // Looks again at once, whatever the time: tests move `now` themselves.
      sleep: (ms, signal) => sleep(Math.min(ms, 5), signal),
      publisherFor: () => vk,
      photo: (photo) => Promise.reject(new Malformed('The photo of the draft is not in the store', { photo: photo.id })),
      command: (caseId, command, meta) => handle(engine, caseId, command, meta),
      report: () => undefined,
    }
  }

  /** Runs the stage and the speakers side by side while the work lasts. */
  async function publishing(work: () => Promise<void>, flow = speakers()): Promise<void> {
    const stop = new AbortController()
    const frame = { store, member: 'm', now: Date.now, sleep, report: () => undefined }
    const rhythm = { everyMs: 0, signal: stop.signal, sleep: flow.sleep, failed: () => undefined }
    const running = Promise.all([consume(frame, publishStage(store), stop.signal), repeatedly(rhythm, () => speakOwed(flow, stop.signal))])
    try {
      await Promise.race([work(), running])
    } finally {
      stop.abort()
    }
    await running
  }

  const caseOf = async (id: CaseId): Promise<Case> => (await getCase(store.documents, id))?.value ?? expect.fail(`no case ${id}`)
  const stateOf = async (id: CaseId): Promise<string> => (await caseOf(id)).state
  const closed = (id: CaseId) =>
    eventually(
      () => stateOf(id),
      (state) => state === 'closed',
    )
  const owed = async (state: string): Promise<readonly OwedPublication[]> =>
    (
      await store.documents.query<OwedPublication>({ collection: 'publications', where: [{ field: 'state', is: state }], limit: 10 })
    ).items.map((one) => one.value)
  const putOff = () =>
    eventually(
      () => owed('put-off'),
      (found) => found.length === 1,
    )
  const answers = (account: string): string[] =>
    standIn.world.comments.filter((comment) => comment.fromId === Number(account)).map((comment) => comment.text)

  it('of other agencies are published while VK throttles one account', async () => {
    standIn.trick('wall.createComment', { error: 9 })
    const first = await approved('roads', 'Яму заделаем')
    await publishing(async () => {
      await putOff()
      const second = await approved('housing', 'Крышу починим')
      await closed(second)
    })
    expect(await stateOf(first)).to.equal('approved')
    expect(answers('-9501')).to.deep.equal([])
    expect(answers('-9502')).to.deep.equal(['Крышу починим'])
  })

  it('of other agencies are published while one account gets no answer at all', async () => {
    await approved('roads', 'Яму заделаем')
    const second = await approved('housing', 'Крышу починим')
    const answered = Promise.withResolvers<never>()
    const silent: Publisher = { platform: 'vk', maxLength: 1000, standing: async () => null, publish: () => answered.promise }
    const flow = speakers()
    const publisherFor: Speaking['publisherFor'] = (item, draft) =>
      draft.accountId === ACCOUNTS['roads'] ? silent : flow.publisherFor(item, draft)
    await publishing(
      async () => {
        await closed(second)
        answered.reject(new Unavailable('VK did not answer'))
        await putOff()
      },
      { ...flow, publisherFor },
    )
    expect(answers('-9502')).to.deep.equal(['Крышу починим'])
  })

  it('of a throttled account wait in the store for an hour, without a word to VK, and are then published once each', async () => {
    standIn.trick('wall.createComment', { error: 9 })
    const ids = [await approved('roads', 'Первую яму заделаем'), await approved('roads', 'Вторую яму заделаем')]
    await publishing(async () => void (await putOff()))
    const [waiting] = await owed('put-off')
    expect(waiting).to.deep.include({ account: 'vk:-9501', attempt: 1, retryAt: now + HOUR_MS })
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
    now += HOUR_MS
    await publishing(async () => {
      for (const id of ids) await closed(id)
    })
    expect(answers('-9501')).to.have.members(['Первую яму заделаем', 'Вторую яму заделаем'])
  })

  it('that are put off for long are told to the executor, once', async () => {
    standIn.trick('wall.createComment', { error: 9 }, 2)
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await putOff()))
    now += HOUR_MS
    await publishing(async () => {
      await eventually(
        () => owed('put-off'),
        ([one]) => one?.attempt === 2,
      )
    })
    const told = (await caseOf(id)).facts.filter((fact) => fact.type === 'PublicationFailed')
    expect(told.map((fact) => fact.needsHuman)).to.deep.equal([false])
  })

  it('are not published by the connector after a person has done it', async () => {
    standIn.trick('wall.createComment', { error: 9 })
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await putOff()))
    const publication = {
      url: 'https://vk.com/wall-1_2?reply=3',
      where: 'in-place',
      reason: null,
      publishedAt: now,
      accountId: null,
    } as const
    await handle(engine, id, { type: 'publish', ...publication }, { by: person('executor', 'roads'), at: now, key: 'by hand' })
    now += HOUR_MS
    await publishing(async () => {
      await eventually(
        () => owed('overtaken'),
        (found) => found.length === 1,
      )
    })
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
  })

  it('are found on the wall, not repeated, when the worker died after it had spoken', async () => {
    const id = await approved('roads', 'Яму заделаем')
    const died = new Error('the worker dies')
    const dying = { ...speakers(), command: () => Promise.reject(died) }
    const stop = new AbortController()
    const stage = consume({ store, member: 'm', now: Date.now, sleep, report: () => undefined }, publishStage(store), stop.signal)
    expect(
      await speakOwed(dying, stop.signal).then(
        () => null,
        (error: unknown) => error,
      ),
    ).to.equal(died)
    stop.abort()
    await stage
    now += HOUR_MS
    await publishing(async () => void (await closed(id)))
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
    expect(answers('-9501')).to.deep.equal(['Яму заделаем'])
  })

  it('are left to a person when the worker died and nothing stands on the wall', async () => {
    const id = await approved('roads', 'Яму заделаем')
    const died = new Error('the worker dies')
    const publisher = { ...speakers().publisherFor(await caseOf(id), (await caseOf(id)).draft!)!, publish: () => Promise.reject(died) }
    const stop = new AbortController()
    const stage = consume({ store, member: 'm', now: Date.now, sleep, report: () => undefined }, publishStage(store), stop.signal)
    await speakOwed({ ...speakers(), publisherFor: () => publisher }, stop.signal).catch((error: unknown) => expect(error).to.equal(died))
    stop.abort()
    await stage
    now += HOUR_MS
    await publishing(async () => {
      await eventually(
        () => owed('unknown'),
        (found) => found.length === 1,
      )
    })
    expect((await caseOf(id)).facts.at(-1)).to.deep.include({ type: 'PublicationFailed', needsHuman: true })
    expect(answers('-9501')).to.deep.equal([])
  })

  /** Speakers whose store takes nothing for a while once something was said, or was not. */
  function withoutStoreAfterwards(): Speaking {
    const right = speakers()
    let refusals = 0
    const orAway = <T>(work: () => Promise<T>): Promise<T> => {
      refusals -= 1
      return refusals >= 0 ? Promise.reject(new Unavailable('The store is away')) : work()
    }
    const away: Store = {
      ...store,
      documents: { ...store.documents, write: (write) => orAway(() => store.documents.write(write)) },
      settle: (settlement) => orAway(() => store.settle(settlement)),
    }
    return {
      ...right,
      store: away,
      command: (caseId, command, meta) => handle({ ...engine, store: away }, caseId, command, meta),
      publisherFor(item, draft) {
        const vk = right.publisherFor(item, draft)!
        return { ...vk, publish: (request, signal) => vk.publish(request, signal).finally(() => void (refusals = 5)) }
      },
    }
  }

  it('are published as soon as a store that was away afterwards takes it, and nobody looks for them meanwhile', async () => {
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await closed(id)), withoutStoreAfterwards())
    expect(standIn.counts.get('wall.createComment')).to.equal(1)
    expect((await owed('published')).map(({ attempt }) => attempt)).to.deep.equal([1])
  })

  it('that were put off while the store was away as well are no matter for a person', async () => {
    const id = await approved('roads', 'Яму заделаем')
    standIn.trick('wall.createComment', { error: 9 })
    const flow = withoutStoreAfterwards()
    await publishing(async () => void (await putOff()), flow)
    now += HOUR_MS
    await publishing(async () => void (await closed(id)), flow)
    const asked = (await caseOf(id)).facts.filter((fact) => fact.type === 'PublicationFailed' && fact.needsHuman)
    expect(asked).to.deep.equal([])
    expect(answers('-9501')).to.deep.equal(['Яму заделаем'])
  })

  it('with a photo that is gone go to a person and hold nobody up', async () => {
    const id = await approved('roads', 'Яму заделаем', ['gone'])
    await publishing(async () => {
      await eventually(
        () => owed('impossible'),
        (found) => found.length === 1,
      )
    })
    expect((await caseOf(id)).facts.at(-1)).to.deep.include({
      type: 'PublicationFailed',
      reason: 'The photo of the draft is not in the store',
    })
  })
})
