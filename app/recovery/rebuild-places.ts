import { existsSync, renameSync, rmSync } from 'node:fs'
import { copyDatabase } from '../../adapters/embedded/copy.ts'
import { embeddedStore } from '../../adapters/embedded/store.ts'
import { PrefixSchema } from '../../config/cluster-settings.ts'
import type { Settings } from '../../config/settings.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { Store } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import { openFolder, openStore, storeFile } from '../open-store.ts'
import type { Patience } from '../patience.ts'
import { writableFolder } from '../writable-folder.ts'
import { comparedAll, COPIED, copyDocuments, differences } from './copy-documents.ts'
import { everyPage } from './every.ts'
import { assertNobodyWorks } from './quiet.ts'
import { assertFinished, markUnfinished, unfinishedIn } from './unfinished.ts'

/** Where cases are made anew: a store without cases, marked as unfinished. */
export interface RebuildPlace {
  readonly store: Store
  /** The store it will take the place of, which stays as it is; null when it is filled itself. */
  readonly old: Store | null
  close(): Promise<void>
}

export interface Opening {
  readonly settings: Settings
  readonly agencyIds: readonly string[]
  /** A new data folder, or a new prefix of indices; null fills the store of the settings. */
  readonly into: string | null
  readonly patience: Patience
  readonly now: Instant
  /** Told of every step that begins and of what it has done. */
  readonly step: (name: string) => (count: number) => void
}

/** @throws {Misconfigured} in one sentence when processes run, or when what is to be filled is not empty */
export async function openRebuildPlace(opening: Opening): Promise<RebuildPlace> {
  const { settings, agencyIds, patience } = opening
  const opened: Store[] = []
  const close = async (): Promise<void> => void (await Promise.all(opened.map((one) => one.close())))
  try {
    const own = settings.log === 'embedded' ? await openFolder(settings, agencyIds) : await openStore(settings, agencyIds, patience)
    opened.push(own)
    if (settings.log !== 'embedded') await assertNobodyWorks(own)
    if (opening.into !== null) await assertFinished(own)
    if (opening.into === null) {
      await claim(own, opening)
      return { store: own, old: null, close }
    }
    const store = settings.log === 'embedded' ? await copiedFolder(opening, opening.into) : await openPrefix(opening, opening.into)
    opened.push(store)
    if (settings.log === 'embedded') await clearCases(store)
    else await fillPrefix([own, store], opening)
    return { store, old: own, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @throws {Misconfigured} a store that holds cases of its own */
async function claim(store: Store, { now }: Opening): Promise<void> {
  const found = await unfinishedIn(store.documents)
  // What a message says of its case is compared while its fact is folded: all are folded again, or a second run would not find it.
  if (found?.work === 'rebuild') return clearCases(store)
  if (found !== null) throw new Misconfigured(`This store is being filled by "otklik ${found.work}": finish that first`)
  const cases = await store.documents.count({ collection: 'cases' })
  if (cases > 0) throw new Misconfigured(`The store has ${cases} cases: rebuild never overwrites, name a new place with --into`)
  await markUnfinished(store, { work: 'rebuild', begunAt: now })
}

/** The folder as it is, with its log and everything that the log does not carry. */
async function copiedFolder(opening: Opening, data: string): Promise<Store> {
  if (!existsSync(storeFile({ data }))) await copyMarked(opening, data)
  const store = await openFolder({ data }, opening.agencyIds)
  if ((await unfinishedIn(store.documents))?.work === 'rebuild') return store
  await store.close()
  throw new Misconfigured(`The data folder ${data} is not empty: rebuild never overwrites`)
}

/** The copy gets its name with the mark in it: interrupted anywhere, there is no store, or one that says it is not finished. */
async function copyMarked({ settings, now, step }: Opening, data: string): Promise<void> {
  const file = storeFile({ data })
  const aside = `${file}.part`
  const drop = (...endings: readonly string[]): void => endings.forEach((ending) => rmSync(`${aside}${ending}`, { force: true }))
  writableFolder(data, 'data folder')
  drop('', '-wal', '-shm')
  await copyDatabase(storeFile(settings), aside, step('bytes copied'))
  const store = await embeddedStore({ file: aside })
  await markUnfinished(store, { work: 'rebuild', begunAt: now })
  await store.close()
  drop('.lock', '.lock-journal')
  renameSync(aside, file)
}

async function clearCases({ documents }: Store): Promise<void> {
  for await (const { items } of everyPage(documents, 'cases')) await Promise.all(items.map(({ id }) => documents.remove('cases', id)))
}

async function openPrefix({ settings, agencyIds, patience }: Opening, prefix: string): Promise<Store> {
  const { elasticsearch } = settings
  const known = PrefixSchema.safeParse(prefix)
  if (!known.success) throw new Misconfigured(`--into ${prefix}: ${known.error.issues[0]?.message ?? 'not a prefix'}`)
  if (prefix.startsWith(elasticsearch.prefix) || elasticsearch.prefix.startsWith(prefix))
    throw new Misconfigured(`--into ${prefix} and the prefix ${elasticsearch.prefix} begin alike: each would find the other's indices`)
  return openStore({ ...settings, elasticsearch: { ...elasticsearch, prefix } }, agencyIds, patience)
}

/** What the log does not carry is copied; what the old store still owes goes to the log first. */
async function fillPrefix([old, store]: readonly [Store, Store], opening: Opening): Promise<void> {
  while ((await old.relay()) > 0);
  const others = COPIED.filter((name) => name !== 'cases')
  if ((await unfinishedIn(store.documents)) === null) {
    for (const collection of others) {
      const count = await store.documents.count({ collection })
      if (count > 0) throw new Misconfigured(`--into ${String(opening.into)} holds ${count} ${collection}: rebuild never overwrites`)
    }
  }
  await claim(store, opening)
  // What the log brings comes on top: from then on the two are not the same any more.
  if ((await unfinishedIn(store.documents))?.isCopied === true) return
  const seen = opening.step('documents copied')
  for (const collection of others) await copyDocuments([old.documents, store], collection, { done: async (count) => seen(count) })
  const problems = differences(await comparedAll([old.documents, store.documents], others, opening.step('documents compared')))
  if (problems.length > 0) throw new Misconfigured(`What was copied is not the same, so something else writes: ${problems.join('; ')}`)
  await markUnfinished(store, { work: 'rebuild', begunAt: opening.now, isCopied: true })
}
