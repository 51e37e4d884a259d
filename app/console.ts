import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { queryWords } from '../classifier/analysis.ts'
import type { KnownPages } from '../collectors/registered.ts'
import { loadRegion, type Region } from '../config/load-region.ts'
import type { Settings } from '../config/settings.ts'
import type { ConsoleDeps, DeadLetterList, DeadLetterView, RedrivenLetters } from '../console/server/deps.ts'
import { consoleServer } from '../console/server/server.ts'
import { WrongPasswords } from '../console/server/wrong-passwords.ts'
import { REFUSAL_GROUNDS } from '../core/classification.ts'
import { PLATFORMS } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { suggestedAgencies } from '../router/suggested-agencies.ts'
import { ensureAccount, verifyPassword, verifyUnpublished } from './accounts.ts'
import { WEB_FOLDER } from './build.ts'
import { type DeadLetter, deadLetterAt, newestDeadLetters, redrive } from './dead-letters.ts'
import { analysis } from './dictionary.ts'
import { engineOf } from './engine.ts'
import { knownPagesOf } from './known-pages.ts'
import type { Logger } from './logger.ts'
import { takeInManually } from './manual-entry.ts'
import { loadPhoto, savePhoto } from './photos.ts'
import { assertReadyInTime } from './ready-in-time.ts'
import { routeAt } from './route-at.ts'
import { toldStore } from './told-store.ts'
import { turns } from './turns.ts'

const SHOWN_VALUE = 2000

/** The console bound to a store and a region. */
export async function consoleOf(settings: Settings, around: Around): Promise<FastifyInstance> {
  const region = loadRegion(settings.region)
  await ensureAccounts(settings, around.store, region)
  const store = toldStore(around.store, around.log, 'console')
  return consoleServer(depsOf(settings, region, { ...around, store }))
}

interface Around {
  readonly store: Store
  /** Prometheus text of this process. */
  readonly metrics: () => Promise<string>
  readonly log: Logger
}

async function ensureAccounts(settings: Settings, store: Store, region: Region): Promise<void> {
  const { accounts } = region.demoAccounts
  if (settings.demo) for (const account of accounts) await ensureAccount(store, account)
  const password = settings.administratorPassword
  const administrator = { login: 'administrator', name: 'Administrator', role: 'administrator', agencyId: null } as const
  if (password !== null) await ensureAccount(store, { ...administrator, password }, settings.demo ? [] : accounts)
}

function depsOf(settings: Settings, region: Region, { store, metrics, log }: Around): ConsoleDeps {
  const analyse = analysis()
  const route = routeAt(region)
  return {
    store,
    engine: engineOf(region, store),
    inTurn: turns(),
    now: Date.now,
    region: region.region,
    directory: directoryOf(settings, region),
    demoAccounts: settings.demo ? demoAccountsOf(region) : [],
    secureCookie: settings.secureCookie,
    trustedProxies: settings.trustedProxies,
    webFolder: WEB_FOLDER,
    words: (text) => queryWords(analyse(text)),
    verifyPassword: settings.demo ? verifyPassword : verifyUnpublished(region.demoAccounts.accounts),
    wrongPasswords: new WrongPasswords(),
    randomToken: (bytes) => randomBytes(bytes).toString('base64url'),
    hash: (text) => createHash('sha256').update(text).digest('base64url'),
    suggest: (current, at) => suggestedAgencies(current, (classification) => route(classification, at)),
    takeIn: (entry) => takeInManually(store, entry, Date.now()),
    savePhoto: (photo) => savePhoto(store, photo),
    loadPhoto: (id) => loadPhoto(store, id),
    deadLetters: (topic, limit) => deadLetterList(store, topic, limit),
    redrive: (places) => redriveAll(store, new Set(places), knownPagesOf(region)),
    metrics,
    assertReady: () => assertReadyInTime(store, { late: (error) => log.error({ err: error }, 'log or documents do not answer') }),
    report: ({ message, error, url }) => log.error({ err: error, url }, message),
  }
}

function directoryOf(settings: Settings, region: Region): ConsoleDeps['directory'] {
  return {
    groups: region.topics.groups.map(({ id, name, nameEn }) => ({ id, name, nameEn })),
    topics: region.topics.groups.flatMap((group) => group.topics.map((topic) => ({ ...topic, groupId: group.id }))),
    districts: region.places.municipalities.map(({ id, name, nameEn }) => ({ id, name, nameEn })),
    agencies: region.agencies.agencies,
    reworkCodes: region.profile.reworkCodes,
    refusalGrounds: REFUSAL_GROUNDS,
    platforms: PLATFORMS,
    publishes: settings.vk.publishToken === null ? [] : ['vk'],
  }
}

const demoAccountsOf = ({ demoAccounts, agencies }: Region): ConsoleDeps['demoAccounts'] =>
  demoAccounts.accounts.map(({ login, name, role, password, agencyId }) => {
    const agency = agencies.agencies.find(({ id }) => id === agencyId)
    return {
      login,
      name,
      role,
      password,
      agency: agency === undefined ? null : { name: agency.shortName, nameEn: agency.shortNameEn },
    }
  })

async function deadLetterList(store: Store, topic: string | undefined, limit: number): Promise<DeadLetterList> {
  const found = await newestDeadLetters(store, topic, limit)
  return { ...found, items: found.items.map(viewOf) }
}

const viewOf = ({ place, at, stage, error, reason, redrivenAt, message }: DeadLetter): DeadLetterView => ({
  place,
  topic: message.topic,
  at,
  stage,
  error,
  reason,
  redrivenAt,
  value: message.value.slice(0, SHOWN_VALUE).toWellFormed(),
})

async function redriveAll(store: Store, places: ReadonlySet<string>, known: KnownPages): Promise<RedrivenLetters> {
  const stays: RedrivenLetters['stays'][number][] = []
  let redriven = 0
  for (const place of places) {
    const found = await deadLetterAt(store, place)
    if (found === null) continue
    const driven = await redrive(store, found, { at: Date.now(), known })
    if (driven.kind === 'gone') redriven += 1
    else stays.push({ place, why: driven.why })
  }
  return { redriven, stays }
}
