import { createReadStream, createWriteStream, existsSync, readdirSync, rmdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { restoreSnapshot } from '../../adapters/elasticsearch/snapshot.ts'
import { assertServer } from '../../adapters/elasticsearch/client.ts'
import { copyDatabase } from '../../adapters/embedded/copy.ts'
import { Misconfigured } from '../../core/errors.ts'
import { LEASE_TIMES } from '../leases.ts'
import { ofElasticsearch, openElasticsearch } from '../open-cluster.ts'
import { openReading, openStore, STORE_FILE, storeFile, type StoreSettings } from '../open-store.ts'
import { briefly } from '../patience.ts'
import { writableFolder } from '../writable-folder.ts'
import { checked } from './check-file.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { megabytes, progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'
import { partOf, removeFile, synced, wholeOrNothing } from './whole-or-nothing.ts'

/** `backup FOLDER`. */
export const backupCommand: CliCommand = {
  name: 'backup',
  summary: 'Writes a consistent copy of everything into a new folder',
  help: `
Usage: otklik backup FOLDER [--data DIR] [--config FILE] [--json]

FOLDER must not exist. The copy is complete, as of the moment it begins, and checked. Otklik may go on running.
On Kafka and Elasticsearch it is Elasticsearch's own snapshot of the documents; FOLDER must be in its path.repo.

  --json   one JSON object: the folder, and what is wrong with the copy

Example:
  otklik backup /mnt/backups/2026-03-17

Exit codes: 0 written and checked, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, {}, io)
    const [folder] = positionals
    if (folder === undefined) throw new UsageError('name the folder to write')
    const json = values.json === true
    if (settings.log === 'embedded')
      return report({ problems: await copied(settings, folder, io), sentence: `backup written to ${folder}`, made: { folder } }, json, io)
    const store = await openStore(settings, [], briefly(io))
    try {
      await store.backup(folder)
    } finally {
      await store.close()
    }
    return report({ problems: [], sentence: `snapshot of the documents written to ${folder}`, made: { folder } }, json, io)
  },
}

/** Problems found in the copy. */
async function copied(settings: StoreSettings, folder: string, io: Io): Promise<readonly string[]> {
  await openReading(settings).close()
  if (existsSync(folder)) throw new Misconfigured(`The folder ${folder} exists already: a backup never overwrites`)
  const path = resolve(folder)
  const part = partOf(path)
  const target = join(part, STORE_FILE)
  return wholeOrNothing(path, {
    what: 'backup folder',
    async write() {
      writableFolder(part, 'backup folder')
      await counting(io, 'copied', (count) => copyDatabase(storeFile(settings), target, count))
      return checked(target, io)
    },
    remove() {
      removeFile(target)
      if (existsSync(part) && readdirSync(part).length === 0) rmdirSync(part)
    },
  })
}

/** `restore FOLDER`. */
export const restoreCommand: CliCommand = {
  name: 'restore',
  summary: 'Fills an empty data folder, or empty indices, from a backup',
  help: `
Usage: otklik restore FOLDER [--data DIR] [--config FILE] [--json]

The data folder must be empty or absent: nothing is ever overwritten. The backup is checked first.
On Kafka and Elasticsearch the snapshot's indices take the place of empty ones of the same prefix. The log is not in it
and has gone on since: "otklik rebuild --from log --into PREFIX" then brings the cases to its end.

  --json   one JSON object: the folder, where it went, and what is wrong with it

Example:
  otklik restore /mnt/backups/2026-03-17 --data /srv/otklik

Exit codes: 0 restored, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, {}, io)
    const [folder] = positionals
    if (folder === undefined) throw new UsageError('name the backup folder')
    const restored = settings.log === 'embedded' ? await restoreFolder(settings, folder, io) : await restoreIndices(settings, folder)
    return report(restored, values.json === true, io)
  },
}

/** @throws {Misconfigured} no backup there, or a data folder that holds something */
async function restoreFolder({ data }: StoreSettings, folder: string, io: Io): Promise<Done> {
  const [from, to] = [join(folder, STORE_FILE), join(data, STORE_FILE)]
  if (!existsSync(from)) throw new Misconfigured(`No backup in ${folder}: ${STORE_FILE} is missing`)
  writableFolder(data, 'data folder')
  if (readdirSync(data).some((name) => name !== basename(partOf(to))))
    throw new Misconfigured(`The data folder ${data} is not empty: restore never overwrites`)
  const done = { sentence: `restored into ${data}`, made: { folder, into: data } }
  const problems = await checked(from, io)
  if (problems.length > 0) return { ...done, problems }
  const part = partOf(to)
  const found = await wholeOrNothing(to, {
    what: 'store',
    async write() {
      await counting(io, 'copied', (count) => copyFile(from, part, count))
      return checked(part, io)
    },
    remove: () => removeFile(part),
  })
  return { ...done, problems: found }
}

async function restoreIndices({ elasticsearch }: StoreSettings, folder: string): Promise<Done> {
  const client = openElasticsearch(elasticsearch)
  try {
    await ofElasticsearch(elasticsearch, () => assertServer(client))
    const documents = await restoreSnapshot(client, folder, { prefix: elasticsearch.prefix, leaseLastsMs: LEASE_TIMES.renewMs * 2 })
    const sentence = `${documents} documents restored from ${folder}`
    return { problems: [], sentence, made: { folder, into: elasticsearch.prefix, documents } }
  } finally {
    await client.close()
  }
}

async function copyFile(from: string, to: string, count: (bytes: number) => void): Promise<void> {
  const reading = createReadStream(from).on('data', (chunk) => count(chunk.length))
  await pipeline(reading, createWriteStream(to, { mode: 0o600 }))
  synced(to)
}

async function counting(io: Io, what: string, work: (count: (bytes: number) => void) => Promise<void>): Promise<void> {
  const bar = progress(io, what, megabytes)
  await work(bar.add)
  bar.close()
}

interface Done {
  readonly problems: readonly string[]
  /** Said where there are none. */
  readonly sentence: string
  /** The same for programs. */
  readonly made: Readonly<Record<string, unknown>>
}

function report({ problems, sentence, made }: Done, json: boolean, io: Io): number {
  for (const problem of problems) io.stderr.write(`${problem}\n`)
  if (json) io.stdout.write(`${JSON.stringify({ ...made, problems })}\n`)
  else if (problems.length === 0) io.stdout.write(`${sentence}\n`)
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}
