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
import { vkPublisher } from '../../../publishers/vk.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { isOwnAccount } from '../../../sla-engine/decide/drafting.ts'
import { type Engine, handle } from '../../../sla-engine/handle.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { agency, CURATOR, deciding, DETECT, moscow, person } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

const WALL = -9001
export const HOUR_MS = 3_600_000
export const ACCOUNTS: Readonly<Record<string, string>> = { roads: '-9501', housing: '-9502' }

/** Answers on their way to a wall of their own for every test of the suite that calls this, at a time that only the test moves. */
export function approvedAnswers() {
  let standIn: VkStandIn
  let folder: string
  let store: EmbeddedStore
  let engine: Engine
  let listed: Readonly<Record<string, string>>
  let now: number
  let postId: number

  beforeEach(async () => {
    standIn = await vkStandIn()
    folder = mkdtempSync(join(tmpdir(), 'otklik-vk-'))
    store = await openFolder({ data: folder }, Object.keys(ACCOUNTS))
    now = moscow('17.03.2026 10:00')
    standIn.world.now = () => Math.floor(now / 1000)
    postId = standIn.world.addPost({ ownerId: WALL, text: 'Новость' }).id
    listed = ACCOUNTS
    const accountsOf = (id: string) => [{ platform: 'vk', id: listed[id] ?? '', url: 'https://vk.com/club1' } as const]
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

  /** What a person does to a case. */
  async function act(id: CaseId, by: Actor, command: Command): Promise<Case> {
    const done = await handle(engine, id, command, { by, at: now, key: command.type })
    if (!done.ok) throw new Error(`${command.type} was refused: ${done.refusal}`)
    return done.case
  }

  /** A citizen's comment led to an approved answer of this agency. */
  async function approved(agencyId: string, text: string, photos: readonly string[] = []): Promise<CaseId> {
    const comment = standIn.world.addComment({ ownerId: WALL, postId, fromId: 7001, text: 'Яма' })
    const id: PostId = `vk:comment:${WALL}_${comment.id}`
    const post = aPost({ id, rootId: `vk:wall:${WALL}_${postId}`, platform: 'vk', replyable: { can: true, reason: null } })
    const opened = openCase({ post, classification: aClassification({ postId: id }) }, null, now, engine)
    await store.documents.write(caseWrite(opened, opened.facts, { kind: 'create' }))
    const caseId = caseIdOf(id)
    await act(caseId, CURATOR, DETECT)
    await act(caseId, CURATOR, { type: 'route', agencyId, overrideReason: null })
    const attachments = photos.map((photo) => ({ id: photo, name: photo, mediaType: 'image/jpeg' as const, bytes: 3 }))
    const drafted = await act(caseId, person('executor', agencyId), {
      type: 'submit',
      text,
      attachments,
      accountId: ACCOUNTS[agencyId] ?? null,
    })
    await act(caseId, CURATOR, { type: 'approve', version: drafted.draft?.version ?? '' })
    return caseId
  }

  function speakers(): Speaking {
    const client = (token: string) => vkClient({ token, apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const vk = vkPublisher({
      now: () => now,
      vk: { call: client('community').call, read: client('service').call, uploadPhoto: async () => ({ ok: true, photo: 'photo1_1' }) },
    })
    return {
      store,
      now: () => now,
      // Looks again at once, whatever the time: tests move `now` themselves.
      sleep: (ms, signal) => sleep(Math.min(ms, 5), signal),
      publisherFor: () => vk,
      owns: (current, { accountId }) => isOwnAccount({ current, directory: engine.directory }, accountId),
      photo: (photo) => Promise.reject(new Malformed('The photo of the draft is not in the store', { photo: photo.id })),
      command: (caseId, command, meta) => handle(engine, caseId, command, meta),
      report: () => undefined,
    }
  }

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

  const frame = () => ({ store, member: 'm', now: Date.now, sleep, report: () => undefined })

  /** Runs the stage and the speakers side by side while the work lasts. */
  async function publishing(work: () => Promise<void>, flow = speakers()): Promise<void> {
    const stop = new AbortController()
    const rhythm = { everyMs: 0, signal: stop.signal, sleep: flow.sleep, failed: () => undefined }
    const running = Promise.all([
      consume(frame(), publishStage(store), stop.signal),
      repeatedly(rhythm, () => speakOwed(flow, stop.signal)),
    ])
    try {
      await Promise.race([work(), running])
    } finally {
      stop.abort()
    }
    await running
  }

  /** The stage runs until the speakers die; resolves with what of. */
  async function deathOf(flow: Speaking): Promise<unknown> {
    const stop = new AbortController()
    const stage = consume(frame(), publishStage(store), stop.signal)
    const died = await failure(speakOwed(flow, stop.signal))
    stop.abort()
    await stage
    return died
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
  /** What is owed in this state, once there is one. */
  const owedOne = async (state: string): Promise<OwedPublication> => {
    const [found] = await eventually(
      () => owed(state),
      (all) => all.length === 1,
    )
    return found!
  }
  const answers = (account: string): string[] =>
    standIn.world.comments.filter((comment) => comment.fromId === Number(account)).map((comment) => comment.text)

  return {
    /** VK as the tests have it. */
    vk: () => standIn,
    now: () => now,
    hourLater: () => void (now += HOUR_MS),
    dayLater: () => void (now += 24 * HOUR_MS),
    /** The agencies' accounts are not in the region's files any more. */
    takeOffTheList: () => void (listed = {}),
    act,
    approved,
    speakers,
    withoutStoreAfterwards,
    publishing,
    deathOf,
    caseOf,
    stateOf,
    closed,
    owed,
    owedOne,
    answers,
  }
}
