import { basename, extname } from 'node:path'
import { loadRegion, type Region } from '../../config/load-region.ts'
import { replayCollector } from '../../collectors/replay.ts'
import { streamNamed } from '../../config/named-file.ts'
import { type Settings, settingsWithRoles } from '../../config/settings.ts'
import type { Store } from '../../core/store.ts'
import { zone } from '../../sla-engine/calendar/zone.ts'
import { collect } from '../flows/collect.ts'
import { CLASSIFIER } from '../flows/classify.ts'
import { type Ground, groundOf } from '../ground.ts'
import { logger } from '../logger.ts'
import { briefly } from '../patience.ts'
import { frameOf, stagesOf } from '../pipeline.ts'
import { pipelineThread } from '../pipeline-thread.ts'
import { type Scope, scope } from '../scope.ts'
import { drain } from '../flows/drain.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { pacer } from './pacer.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** Nothing that is older is taken in; how the clocks stood is known from here on. */
const EARLIEST_CLOCK = Date.UTC(2000, 0, 1)
const WEEK_MS = 604_800_000
const OPTIONS = { map: { type: 'string' }, paced: { type: 'boolean' }, format: { type: 'string' }, name: { type: 'string' } } as const

/** `replay FILE|-`. */
export const replayCommand: CliCommand = {
  name: 'replay',
  summary: 'Takes in messages from a file and leads them to archive and cases',
  help: `
Usage: otklik replay FILE|- [--format ndjson|csv] [--map FIELD=COLUMN,…] [--paced] [--name NAME] [--data DIR] [--json]

NDJSON: one object a line with the fields of a post; only "text" is required, a missing id is derived from the content.
CSV: --map names the columns: text=message,id=number,author.name=who,createdAt=date. "-" reads standard input.
Times are ISO 8601 or ms since the epoch; one that names no zone is on the clocks of the region.
A row that cannot be read goes to the dead-letter topic posts.dead with its line number and reason.
A second replay adds nothing; an interrupted one goes on where it stopped (--name tells files of one name apart).

  --paced   waits between messages as long as their authors did, instead of full speed

Examples:
  otklik replay messages.ndjson
  otklik replay appeals.csv --map text=text,id=id
  zcat 2025.ndjson.gz | otklik replay - --name 2025

Exit codes: 0 everything was read (dead letters are counted), 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, OPTIONS, io)
    const [file] = positionals
    if (file === undefined) throw new UsageError('name a file or - for standard input')
    const input = inputOf(file, values, io)
    const region = loadRegion(settings.region)
    const life = scope((name, error) => io.stderr.write(`otklik replay: ${name} did not stop cleanly: ${String(error)}\n`))
    try {
      const agencies = region.agencies.agencies.map((agency) => agency.id)
      const ground = await groundOf(settings, agencies, briefly(io))
      life.onClose('store', () => ground.store.close())
      return report(await replayed({ settings, region, ground, life }, input, values.paced === true, io), values.json === true, io)
    } finally {
      await life.close()
    }
  },
}

interface Replaying {
  readonly settings: Settings
  readonly region: Region
  readonly ground: Ground
  readonly life: Scope
}

async function replayed(
  { settings, region, ground, life }: Replaying,
  input: ReturnType<typeof inputOf>,
  paced: boolean,
  io: Io,
): Promise<Result> {
  const { store } = ground
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const log = logger({ logLevel: settings.logLevel === 'info' ? 'warn' : settings.logLevel }, 'replay')
  const stages = await stagesOf({ settings: settingsWithRoles(settings, ['route']), store, signal: stop.signal }, region)
  const classifier = await pipelineThread(
    settingsWithRoles({ ...settings, logLevel: 'error' }, ['classify']),
    await ground.handle(),
    () => {},
  )
  life.onClose('classifier', () => classifier.stop())
  const startedAt = performance.now()
  const before = await totals(store)
  const { toUtc } = zone(region.region.timeZone, EARLIEST_CLOCK, Date.now() + WEEK_MS)
  const collector = replayCollector({ ...input, now: Date.now, toUtc, ...(paced && { pace: pacer(stop.signal) }) })
  const bar = progress(io, 'replayed')
  const collected = collect({ store, now: Date.now }, collector, stop.signal)
  const drained = drain(frameOf(store, log), stages, { until: collected, signal: stop.signal, seen: bar.add, elsewhere: [CLASSIFIER] })
  const { posts, dead } = await collected
  await drained
  bar.close()
  const after = await totals(store)
  return {
    read: posts,
    dead,
    archived: after.posts - before.posts,
    cases: after.cases - before.cases,
    seconds: (performance.now() - startedAt) / 1000,
  }
}

interface Result {
  readonly read: number
  readonly dead: number
  readonly archived: number
  readonly cases: number
  readonly seconds: number
}

function report({ read, dead, archived, cases, seconds }: Result, json: boolean, io: Io): number {
  const perSecond = Math.round(read / seconds)
  const rssMb = Math.round(process.memoryUsage().rss / 1e6)
  io.stdout.write(
    json
      ? `${JSON.stringify({ read, dead, archived, cases, seconds: Number(seconds.toFixed(2)), perSecond, rssMb })}\n`
      : `${read} read, ${archived} new in the archive, ${cases} new cases, ${dead} dead letters; ${seconds.toFixed(1)} s, ${perSecond} posts/s, ${rssMb} MB\n`,
  )
  return EXIT.ok
}

async function totals(store: Store): Promise<{ posts: number; cases: number }> {
  return { posts: await store.documents.count({ collection: 'posts' }), cases: await store.documents.count({ collection: 'cases' }) }
}

function inputOf(file: string, values: { map?: string; format?: string; name?: string }, io: Io) {
  const format = formatOf(file, values.format)
  if (format === 'csv' && values.map === undefined) throw new UsageError('a CSV needs --map, like --map text=message,id=number')
  return {
    name: `replay:${values.name ?? basename(file)}`,
    input: file === '-' ? io.stdin : streamNamed({ path: file, from: 'FILE' }),
    format,
    columns: Object.fromEntries((values.map ?? '').split(',').filter(Boolean).map(pair)),
  } as const
}

function formatOf(file: string, said: string | undefined): 'csv' | 'ndjson' {
  const format = said ?? (extname(file) === '.csv' ? 'csv' : 'ndjson')
  if (format !== 'csv' && format !== 'ndjson') throw new UsageError(`--format is ndjson or csv, not ${format}`)
  return format
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--map wants FIELD=COLUMN, not ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}
