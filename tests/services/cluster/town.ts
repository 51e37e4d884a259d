import { setTimeout as sleep } from 'node:timers/promises'
import { postMessage } from '../../../app/flows/collect.ts'
import { engineOf } from '../../../app/engine.ts'
import { patiently } from '../../../app/patience.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { Actor } from '../../../core/actor.ts'
import { type Case, caseIdOf, type CaseId, type Command } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { decide } from '../../../sla-engine/decide/decide.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { handle } from '../../../sla-engine/handle.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { CURATOR, deciding, DETECT, moscow, person } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { eventually } from '../../contract/subject.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'
import { type Fleet, fleet } from './fleet.ts'
import { problemsOf, publicationProblems } from './installation.ts'

const WALL = -900_000_003
const AGENCY = 'min-transport'
const ACCOUNT = '-900000101'
const COMMENT_EVERY_MS = 500
const ANSWERED_EVERY = 20
/** What was spoken while the store was away is looked for again after five minutes. */
const SETTLED_WITHIN_MS = 400_000
const RELAYED_WITHIN_MS = 120_000
const LOOK_MS = 250
const FLOOD = 500
const NEGLECTED = 20

/** How an installation came through a fault. */
export interface Survival {
  /** From the end of the fault until a comment that was written then was in the archive. */
  readonly goesOnMs: number
  /** Everything that is wrong with the whole history once nothing is left to do. */
  readonly problems: readonly string[]
}

/** An installation with citizens who write and people who answer, whatever its servers are going through. */
export interface Town {
  readonly fleet: Fleet
  readonly store: Store
  /** Lives before, during and after a fault. `fault` resolves when its cause is gone. */
  through(fault: () => Promise<void>): Promise<Survival>
  dispose(): Promise<void>
}

/** `env` goes to every process of the fleet, which has none yet. */
export async function town(env: Readonly<Record<string, string>>): Promise<Town> {
  const platform = await vkStandIn()
  const all = await fleet({
    OTKLIK_DEMO: 'false',
    OTKLIK_LOG_LEVEL: 'info',
    OTKLIK_SWEEP_MS: '200',
    OTKLIK_VK__TOKEN: 'service-key',
    OTKLIK_VK__PUBLISH_TOKEN: 'community-key',
    OTKLIK_VK__API_BASE_URL: platform.apiBaseUrl,
    OTKLIK_VK__POLL_MS: '1000',
    ...env,
  })
  return new LivingTown(platform, all, await all.open())
}

/** What needs a response says so in its first word. */
const textOf = (number: number): string =>
  number % 2 === 0 ? `Яма номер ${number} в Рыльске, когда почините дорогу?` : `С добрым утром, земляки! ${number}`
const needsResponse = (text: string): boolean => text.startsWith('Яма')

class LivingTown implements Town {
  readonly fleet: Fleet
  readonly store: Store
  private readonly platform: VkStandIn
  private readonly wallPostId: number
  private readonly flooded = new Map<string, string>()
  private readonly neglected: string[] = []
  private readonly answers: Promise<string>[] = []

  constructor(platform: VkStandIn, all: Fleet, store: Store) {
    this.platform = platform
    this.fleet = all
    this.store = store
    this.wallPostId = platform.world.addPost({ ownerId: WALL, text: 'С добрым утром, обсуждаем погоду' }).id
  }

  async through(fault: () => Promise<void>): Promise<Survival> {
    const evening = new AbortController()
    const writing = this.write(evening.signal)
    const before = await this.archived()
    await this.flood(FLOOD)
    const neglecting = this.neglect(NEGLECTED)
    // In the middle of the work: something of the flood is through, not all of it.
    await this.until(async () => (await this.archived()) > before)
    await fault()
    const goesOnMs = await this.goesOn()
    evening.abort()
    await Promise.all([writing, neglecting])
    return { goesOnMs, problems: await this.settled() }
  }

  /** Posts put on the log at once, every other one of which needs a response. */
  private async flood(count: number): Promise<void> {
    // What was collected long ago is past its retention, and a broker drops it unread.
    const collectedAt = Date.now()
    const messages = Array.from({ length: count }, () => {
      const number = this.flooded.size + 1
      const id = `vk:wall:-1_${number}` as const
      this.flooded.set(id, textOf(number))
      return postMessage(aPost({ id, rootId: id, text: textOf(number), collectedAt }))
    })
    await this.insisting(() => this.store.log.append(messages))
  }

  /** Cases all of whose alarms are overdue. */
  private async neglect(count: number): Promise<void> {
    const at = moscow('17.03.2026 10:00')
    const rules = deciding()
    for (let number = 0; number < count; number += 1) {
      const id = `vk:comment:-5_${this.neglected.length}` as const
      this.neglected.push(id)
      const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification({ postId: id }) }, null, at, rules)
      const decision = decide(opened, DETECT, { by: CURATOR, at, key: 'k' }, rules)
      const current = decision.ok ? decision.facts.reduce<Case>(evolve, opened) : opened
      await this.insisting(() => this.store.documents.write(caseWrite(current, current.facts, { kind: 'create' })))
    }
  }

  private async goesOn(): Promise<number> {
    const begunAt = performance.now()
    const id = this.comment(1)
    await this.until(async () => (await this.store.documents.get('posts', id)) !== null)
    return Math.round(performance.now() - begunAt)
  }

  private async settled(): Promise<readonly string[]> {
    const answered = await Promise.all(this.answers)
    const { comments } = this.platform.world
    const own = () => comments.filter((one) => one.fromId < 0).map((one) => one.text)
    await eventually(
      async () => {
        const left = [...answered.slice(own().length), ...(await this.insisting(() => this.leftToDo()))]
        if (left.length > 0) await sleep(LOOK_MS)
        return left
      },
      (left) => left.length === 0,
      SETTLED_WITHIN_MS,
    )
    let problems = await this.problems(answered)
    // What a case owes is under way for a while yet.
    for (const deadline = Date.now() + RELAYED_WITHIN_MS; problems.length > 0 && Date.now() < deadline;) {
      await sleep(LOOK_MS)
      problems = await this.problems(answered)
    }
    return problems
  }

  private async problems(answered: readonly string[]): Promise<readonly string[]> {
    const posts = this.everyPost()
    const needy = posts.filter(([, text]) => needsResponse(text)).map(([id]) => id)
    const expected = { posts: posts.map(([id]) => id), cases: [...needy, ...this.neglected] }
    const own = this.platform.world.comments.filter((one) => one.fromId < 0).map((one) => one.text)
    return [...(await this.insisting(() => problemsOf(this.store, expected))), ...publicationProblems(answered, own)]
  }

  /** Id and text of everything that was written. */
  private everyPost(): readonly (readonly [string, string])[] {
    const { posts, comments } = this.platform.world
    return [
      ...this.flooded,
      ...posts.map((post) => [`vk:wall:${WALL}_${post.id}`, post.text] as const),
      ...comments.map((comment) => [idOf(comment.id), comment.text] as const),
    ]
  }

  private readonly archived = (): Promise<number> => this.insisting(() => this.store.documents.count({ collection: 'posts' }))

  async dispose(): Promise<void> {
    await this.store.close()
    await this.fleet.dispose()
    await this.platform.close()
  }

  /** Citizens on a wall. Every so often one of them is answered. */
  private async write(until: AbortSignal): Promise<void> {
    for (let number = 0; !until.aborted; number += 1) {
      const id = this.comment(number)
      if (number % ANSWERED_EVERY === 0) this.answers.push(this.answer(caseIdOf(id)))
      await sleep(COMMENT_EVERY_MS, null, { signal: until }).catch(() => null)
    }
  }

  private comment(number: number): `vk:comment:${string}` {
    const { id } = this.platform.world.addComment({ ownerId: WALL, postId: this.wallPostId, fromId: 7001, text: textOf(number) })
    return idOf(id)
  }

  /** Leads a case to an approved answer, which is resolved with. */
  private async answer(id: CaseId): Promise<string> {
    await this.until(async () => (await this.store.documents.get('cases', id)) !== null)
    const text = `Ответ на ${id}`
    await this.command(id, CURATOR, { type: 'detect', topicId: 'roads/pothole', districtId: 'rylsky', placeName: '', importance: 'normal' })
    await this.command(id, CURATOR, { type: 'route', agencyId: AGENCY, overrideReason: null })
    await this.command(id, person('executor', AGENCY), { type: 'submit', text, attachments: [], accountId: ACCOUNT })
    const found = await this.insisting(() => getCase(this.store.documents, id))
    await this.command(id, CURATOR, { type: 'approve', version: found?.value.draft?.version ?? '' })
    return text
  }

  private async command(id: CaseId, by: Actor, command: Command): Promise<void> {
    const engine = engineOf(region, this.store)
    const handled = await this.insisting(() => handle(engine, id, command, { by, at: Date.now(), key: `${command.type}:${id}` }))
    if (!handled.ok && command.type !== 'detect' && command.type !== 'route') throw new Error(`${id}: ${command.type} ${handled.refusal}`)
  }

  /** A person tries again while the servers are down. */
  private insisting<T>(work: () => Promise<T>): Promise<T> {
    return patiently({ signal: new AbortController().signal, withinMs: SETTLED_WITHIN_MS, report: () => {} }, work)
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    await eventually(
      async () => {
        const answer = await this.insisting(isSo)
        if (!answer) await sleep(LOOK_MS)
        return answer
      },
      Boolean,
      SETTLED_WITHIN_MS,
    )
  }

  /** What is not settled yet, archived or told of. */
  private async leftToDo(): Promise<readonly string[]> {
    const { log, documents } = this.store
    const lags = Object.entries({ classifier: 'posts', intake: 'posts.classified', publisher: 'cases' }).map(async ([group, topic]) => {
      const committed = new Map((await log.committed(group, topic)).map(({ partition, offset }) => [partition, offset]))
      return (await log.ranges(topic)).map(({ partition, start, end }) => end - Math.max(start, committed.get(partition) ?? 0))
    })
    const due = documents.count({ collection: 'cases', where: [{ field: 'nextAlarmAt', from: 0, to: Date.now() }] })
    const unarchived = Math.max(0, this.everyPost().length - (await this.archived()))
    const counts = { unarchived, due: await due, unread: (await Promise.all(lags)).flat().reduce((sum, lag) => sum + lag, 0) }
    return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${what}: ${count}`]))
  }
}

const region = loadRegion('kursk')
const idOf = (number: number) => `vk:comment:${WALL}_${number}` as const
