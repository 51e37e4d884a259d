import { loadRegion, type Region } from '../../config/load-region.ts'
import { replayCollector, type ReplayOptions, type Resumed } from '../../collectors/replay.ts'
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
import { INPUT_OPTIONS, replayInput } from './replay-input.ts'
import { parseDataArgs } from './settings-from-args.ts'
import { signalled } from './signalled.ts'

/** Nothing that is older is taken in; how the clocks stood is known from here on. */
const EARLIEST_CLOCK = Date.UTC(2000, 0, 1)
const WEEK_MS = 604_800_000
const OPTIONS = { paced: { type: 'boolean' }, ...INPUT_OPTIONS } as const

/** `replay FILE|-`. */
export const replayCommand: CliCommand = {
  name: 'replay',
  summary: 'Takes in messages from a file and leads them to archive and cases',
  help: `
Usage: otklik replay FILE|- [--format ndjson|csv] [--encoding utf-8|windows-1251] [--map FIELD=COLUMN,…]
                     [--paced] [--name NAME] [--data DIR] [--json]

NDJSON: one object a line with the fields of a post; only "text" is required, a missing id is derived from the content.
CSV: --map names the columns: text=message,id=number,author.name=who,createdAt=date. Comma, semicolon or tab: the header
tells. "-" reads standard input.
Times are ISO 8601 or ms since the epoch; one that names no zone is on the clocks of the region.
A row that cannot be read goes to the dead-letter topic posts.dead with its first line and the reason.
A second replay adds nothing; an interrupted one goes on where it stopped. A file of the same name that holds other rows
than before is read from its beginning (--name tells files of one name apart). Standard input goes on only with --name.

  --encoding   windows-1251 is what Excel saves as CSV on a Russian Windows
  --paced      waits between messages as long as their authors did, instead of full speed

Examples:
  otklik replay messages.ndjson
  otklik replay appeals.csv --map text=text,id=id
  otklik replay Обращения.csv --encoding windows-1251 --map text=Текст,id=Номер
  zcat 2025.ndjson.gz | otklik replay - --name 2025

Exit codes: 0 everything was read (dead letters are counted), 1 failed, 2 wrong usage, 130 interrupted by SIGINT or SIGTERM.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, OPTIONS, io)
    const [file] = positionals
    if (file === undefined) throw new UsageError('name a file or - for standard input')
    const input = replayInput(file, values, io)
    const region = loadRegion(settings.region)
    const life = scope((name, error) => io.stderr.write(`otklik replay: ${name} did not stop cleanly: ${String(error)}\n`))
    try {
      const agencies = region.agencies.agencies.map((agency) => agency.id)
      const ground = await groundOf(settings, agencies, briefly(io))
      life.onClose('store', () => ground.store.close())
      const interrupted = signalled()
      const paced = values.paced === true && { pace: pacer(interrupted) }
      report(await replayed({ settings, region, ground, life, interrupted }, { ...input, ...paced }, io), values.json === true, io)
      return interrupted.aborted ? EXIT.interrupted : EXIT.ok
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
  readonly interrupted: AbortSignal
}

async function replayed(
  { settings, region, ground, life, interrupted }: Replaying,
  input: Omit<ReplayOptions, 'now' | 'toUtc' | 'resumed'>,
  io: Io,
): Promise<Result> {
  const { store } = ground
  const stop = new AbortController()
  const signal = AbortSignal.any([interrupted, stop.signal])
  const log = logger({ logLevel: settings.logLevel === 'info' ? 'warn' : settings.logLevel }, 'replay')
  const stages = await stagesOf({ settings: settingsWithRoles(settings, ['route']), store, signal }, region)
  const classifier = await pipelineThread(
    settingsWithRoles({ ...settings, logLevel: 'error' }, ['classify']),
    await ground.handle(),
    () => {},
  )
  life.onClose('classifier', () => classifier.stop())
  const startedAt = performance.now()
  const before = await totals(store)
  let skipped = 0
  const resumed = (how: Resumed): void => {
    if (how.kind === 'same') skipped = how.rows
    else io.stderr.write(`otklik replay: ${input.name} holds other rows than were read before: it is read from its beginning\n`)
  }
  const { toUtc } = zone(region.region.timeZone, EARLIEST_CLOCK, Date.now() + WEEK_MS)
  const bar = progress(io, 'replayed')
  const collected = collect({ store, now: Date.now }, replayCollector({ ...input, now: Date.now, toUtc, resumed }), signal)
  // Where reading has failed, nothing is waited for.
  const until = collected.catch(() => stop.abort())
  const drained = drain(frameOf(store, log), stages, { until, signal, seen: bar.add, elsewhere: [CLASSIFIER] })
  life.onClose('stages', () => {
    stop.abort()
    return Promise.allSettled([until, drained])
  })
  await drained
  const { posts, dead } = await collected
  bar.close()
  const after = await totals(store)
  return {
    read: posts,
    skipped,
    dead,
    archived: after.posts - before.posts,
    cases: after.cases - before.cases,
    seconds: (performance.now() - startedAt) / 1000,
  }
}

interface Result {
  readonly read: number
  /** Rows that were read before. */
  readonly skipped: number
  readonly dead: number
  readonly archived: number
  readonly cases: number
  readonly seconds: number
}

function report({ seconds, ...counts }: Result, json: boolean, io: Io): void {
  const { read, skipped, dead, archived, cases } = counts
  const perSecond = Math.round(read / seconds)
  const rssMb = Math.round(process.memoryUsage().rss / 1e6)
  const before = skipped === 0 ? '' : `, ${skipped} skipped as read before`
  io.stdout.write(
    json
      ? `${JSON.stringify({ ...counts, seconds: Number(seconds.toFixed(2)), perSecond, rssMb })}\n`
      : `${read} read${before}, ${archived} new in the archive, ${cases} new cases, ${dead} dead letters; ${seconds.toFixed(1)} s, ${perSecond} posts/s, ${rssMb} MB\n`,
  )
}

async function totals(store: Store): Promise<{ posts: number; cases: number }> {
  return { posts: await store.documents.count({ collection: 'posts' }), cases: await store.documents.count({ collection: 'cases' }) }
}
