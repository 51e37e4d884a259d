import { ensureAccount } from '../../app/accounts.ts'
import { deadLetters, redrive } from '../../app/dead-letters.ts'
import { caseDesk } from '../../app/case-desk.ts'
import { engineOf } from '../../app/engine.ts'
import { postMessage } from '../../app/flows/collect.ts'
import { drain } from '../../app/flows/drain.ts'
import { intakeStage } from '../../app/flows/intake.ts'
import { knownPagesOf } from '../../app/known-pages.ts'
import { logger } from '../../app/logger.ts'
import { savePhoto } from '../../app/photos.ts'
import { frameOf, stagesOf } from '../../app/pipeline.ts'
import { loadRegion } from '../../config/load-region.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { type Settings, settingsWithRoles } from '../../config/settings.ts'
import { openSession } from '../../console/server/sessions.ts'
import type { Account, Actor } from '../../core/actor.ts'
import type { CaseId, Command } from '../../core/case.ts'
import { getCase, queryCases } from '../../core/kept-case.ts'
import type { Post } from '../../core/post.ts'
import type { Store } from '../../core/store.ts'
import { handle } from '../../sla-engine/handle.ts'
import { sweep } from '../../sla-engine/sweep.ts'
import { CURATOR, person } from './case.ts'
import { aPost } from './post.ts'

export const KURSK = loadRegion('kursk')
export const AGENCY_IDS = KURSK.agencies.agencies.map((agency) => agency.id)
const AGENCY = 'min-transport'
const ACCOUNT = '-900000101'
const DAY_MS = 86_400_000
const settings = loadSettings([{ name: 'test', values: { demo: false, logLevel: 'silent' } }])
const PHOTO = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

const EXECUTOR = person('executor', AGENCY)
const DETECT: Command = { type: 'detect', topicId: 'roads/pothole', districtId: 'rylsk', placeName: 'Рыльск', importance: 'normal' }
const ROUTE: Command = { type: 'route', agencyId: AGENCY, overrideReason: null }

/** Cases begin here, so that the alarms of two weeks lie before now: no broker takes messages of days to come. */
const BEGUN_AT = Date.now() - 20 * DAY_MS

/** Leads messages through the stages of a store whose topics are there, as the workers of an installation do. */
export async function flow(store: Store, roles: Settings['roles'] = ['classify', 'route']): Promise<void> {
  const own = settingsWithRoles(settings, roles)
  const signal = new AbortController().signal
  const intake = intakeStage({ store, now: () => BEGUN_AT, desk: caseDesk(KURSK, engineOf(KURSK, store)) })
  const stages = (await stagesOf({ settings: own, store, signal }, KURSK)).map((stage) => (stage.group === intake.group ? intake : stage))
  await drain(frameOf(store, logger(own, 'test')), stages, { until: Promise.resolve(), signal, seen: () => {} })
}

const message = (number: number, changes: Partial<Post> = {}): Post => {
  const id = `vk:wall:-1_${number}` as const
  const text = number % 3 === 0 ? `С добрым утром, земляки! ${number}` : `Яма номер ${number} в Рыльске, когда почините дорогу?`
  const at = Date.now() - DAY_MS + number
  return aPost({ id, rootId: id, text, createdAt: at, collectedAt: at + 1000, ...changes })
}

/** What happens to one case after another; the sweep comes by all of them. */
const LIVES: readonly (readonly (readonly [Actor, Command])[])[] = [
  [],
  [[CURATOR, { type: 'dismiss', as: 'not-required', reason: 'не вопрос', target: null }]],
  [[CURATOR, { type: 'refuse', ground: 'obscene-or-insulting', reason: 'брань' }]],
  [[CURATOR, DETECT]],
  [
    [CURATOR, DETECT],
    [CURATOR, ROUTE],
    [CURATOR, { type: 'comment', text: 'посмотрите сегодня' }],
    [EXECUTOR, { type: 'return', reason: 'не наша дорога', proposedAgencyId: null, curatorConsent: false }],
    [CURATOR, { type: 'reroute', agencyId: 'min-housing', reason: null }],
  ],
  [
    [CURATOR, DETECT],
    [CURATOR, { type: 'change-importance', importance: 'high', reason: 'школа рядом' }],
    [CURATOR, ROUTE],
    [EXECUTOR, { type: 'accept' }],
    [EXECUTOR, { type: 'submit', text: 'Заделаем.', attachments: [], accountId: ACCOUNT }],
    [CURATOR, { type: 'ask-rework', code: 'no-term', comment: 'когда?', version: null }],
    [EXECUTOR, { type: 'submit', text: 'Заделаем 20 марта.', attachments: [], accountId: ACCOUNT }],
  ],
]

/** A store with everything an installation has after some days: posts, revisions and removals, cases in every state with their alarms,
 *  publications, photos, accounts, sessions, audit, dead letters of which one was driven again. `posts`: how many messages. */
export async function liveIn(store: Store, posts: number): Promise<void> {
  const numbers = Array.from({ length: posts }, (_, index) => index)
  await store.log.append(numbers.map((number) => postMessage(message(number))))
  const [broken] = [postMessage(message(0))]
  await store.log.append(['{', '{"id":"vk:wall:-1_1"}'].map((value) => ({ ...broken!, value })))
  await flow(store)
  await store.log.append(
    numbers
      .filter((number) => number % 5 === 0)
      .map((number) =>
        postMessage(message(number, { rev: 'r2', text: `Яма номер ${number} в Рыльске стала больше`, editedAt: Date.now() })),
      ),
  )
  const gone = { rev: 'r3', deletedAt: Date.now(), collectedAt: Date.now() + 5000 }
  await store.log.append(numbers.filter((number) => number % 7 === 0).map((number) => postMessage(message(number, gone))))
  await flow(store)
  await leadCases(store)
  await passTime(store)
  while ((await store.relay()) > 0);
  await flow(store, ['publish'])
  await addTheRest(store)
}

async function leadCases(store: Store): Promise<void> {
  const engine = engineOf(KURSK, store)
  const { items } = await queryCases(store.documents, { limit: 1000 })
  for (const [index, { value }] of items.entries()) {
    const lives = LIVES[index % LIVES.length] ?? []
    for (const [step, [by, command]] of lives.entries())
      await handle(engine, value.id, command, { by, at: BEGUN_AT + step, key: `step-${step}` })
    if (index % LIVES.length === LIVES.length - 1) await approveAndPublish(store, value.id, index % 4 === 1)
  }
}

async function approveAndPublish(store: Store, caseId: CaseId, isPublished: boolean): Promise<void> {
  const engine = engineOf(KURSK, store)
  const version = (await getCase(store.documents, caseId))?.value.draft?.version ?? ''
  const steps: readonly (readonly [Actor, Command])[] = [
    [CURATOR, { type: 'approve', version }],
    ...(isPublished ? [[EXECUTOR, answerOf(caseId)] as const, [CURATOR, { type: 'reopen', reason: 'не сделано' }] as const] : []),
  ]
  for (const [by, command] of steps) await handle(engine, caseId, command, { by, at: BEGUN_AT + 60_000, key: `then-${command.type}` })
}

const answerOf = (caseId: CaseId): Command => ({
  type: 'publish',
  url: `https://vk.com/${encodeURIComponent(caseId)}`,
  where: 'in-place',
  reason: null,
  publishedAt: BEGUN_AT + 60_000,
  accountId: ACCOUNT,
})

/** Alarms of every stage, tacit acceptances. */
async function passTime(store: Store): Promise<void> {
  const engine = engineOf(KURSK, store)
  for (const days of [1, 3, 12]) while ((await sweep(engine, BEGUN_AT + days * DAY_MS, 100)) === 100);
}

async function addTheRest(store: Store): Promise<void> {
  await ensureAccount(store, { login: 'curator', name: 'Куратор', role: 'curator', agencyId: null, password: 'demo' })
  const account = (await store.documents.get<Account>('accounts', 'account:curator'))!.value
  await openSession({ store, now: Date.now, randomToken: () => 'token', hash: (text) => text, demoAccounts: [] }, account)
  await savePhoto(store, { name: 'яма.png', content: PHOTO, caseId: 'case:vk:wall:-1_1' })
  const seen = { action: 'unmask', actorId: account.id, objectId: 'case:vk:wall:-1_1', at: Date.now() }
  await store.documents.write({
    collection: 'audit',
    id: 'unmask:1',
    value: { ...seen, reason: 'жалоба' },
    fields: seen,
    mode: { kind: 'create' },
  })
  for await (const letter of deadLetters(store, 'posts.dead')) {
    await redrive(store, letter, { at: Date.now(), known: knownPagesOf(KURSK) })
    break
  }
}
