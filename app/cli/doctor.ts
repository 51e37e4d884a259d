import { DatabaseSync } from 'node:sqlite'
import { loadRegion } from '../../config/load-region.ts'
import type { Settings } from '../../config/settings.ts'
import { topicsOf } from '../../core/topics.ts'
import { calendarAhead, calendarEndsSoon } from '../calendar-ahead.ts'
import { inTime } from '../in-time.ts'
import { lookAtElasticsearch, lookAtKafka, NEEDED } from '../open-cluster.ts'
import { heldPort } from '../port.ts'
import { assertWritable } from '../writable-folder.ts'
import { type CliCommand, EXIT } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

interface Check {
  readonly name: string
  /** Returns what was found; throws the reason it will not work. */
  readonly run: () => Promise<string> | string
}

/** A server that takes connections and says nothing is not waited for longer. */
const SERVER_LIMIT_MS = 8000
/** What was given up leaves at most a question to such a server. */
const GIVEN_UP_LIMIT_MS = 1000

/** `doctor`: what stands in the way of a start. */
export const doctorCommand: CliCommand = {
  name: 'doctor',
  summary: 'Says whether this machine, folder or servers, and configuration will work',
  help: `
Usage: otklik doctor [--data DIR] [--config FILE] [--json]

Looks at Node, region, calendar and port; embedded at SQLite and the data folder; on Kafka and Elasticsearch at both servers: whether
they answer within ${SERVER_LIMIT_MS / 1000} s, are new enough, let the account in, and have topics, indices and templates. Makes nothing.

  --json   one JSON object a check

Examples:
  otklik doctor
  otklik doctor --config /etc/otklik.yaml

Exit codes: 0 all well, 1 something stands in the way, 2 wrong usage.`,
  async run(args, io) {
    const { values, settings } = parseDataArgs(args, {}, io, 0)
    const results = await Promise.all(checksOf(settings).map(attempt))
    for (const { name, ok, found } of results)
      io.stdout.write(values.json === true ? `${JSON.stringify({ name, ok, found })}\n` : `${ok ? 'ok  ' : 'FAIL'} ${name}: ${found}\n`)
    const code = results.every((one) => one.ok) ? EXIT.ok : EXIT.failed
    setTimeout(() => process.exit(code), GIVEN_UP_LIMIT_MS).unref()
    return code
  },
}

const checksOf = (settings: Settings): readonly Check[] => [
  { name: 'node', run: () => process.version },
  ...OF_LOG[settings.log](settings),
  { name: 'region', run: () => regionSummary(settings.region) },
  { name: 'calendar', run: () => calendarFound(settings.region) },
  { name: 'port', run: () => portFree(settings) },
]

const OF_LOG: Readonly<Record<Settings['log'], (settings: Settings) => readonly Check[]>> = {
  embedded: ({ data }) => [
    { name: 'sqlite', run: sqliteVersion },
    { name: 'data folder', run: () => writable(data) },
  ],
  kafka: (settings) => {
    const { kafka, elasticsearch } = settings
    return [
      { name: 'kafka', run: () => answerOf(kafka.brokers, NEEDED.kafka, () => lookAtKafka(settings, topicsOf(agencyIds(settings)))) },
      { name: 'elasticsearch', run: () => answerOf(elasticsearch.nodes, NEEDED.elasticsearch, () => lookAtElasticsearch(settings)) },
    ]
  },
}

async function attempt({ name, run }: Check): Promise<{ name: string; ok: boolean; found: string }> {
  try {
    return { name, ok: true, found: await run() }
  } catch (error) {
    return { name, ok: false, found: error instanceof Error ? error.message : String(error) }
  }
}

function answerOf(addresses: readonly string[], needed: string, look: () => Promise<string>): Promise<string> {
  return inTime(look(), SERVER_LIMIT_MS, `${addresses.join(', ')} has not answered within ${SERVER_LIMIT_MS / 1000} s; ${needed}`)
}

function sqliteVersion(): string {
  const db = new DatabaseSync(':memory:')
  const row = db.prepare('SELECT sqlite_version() AS version').get()
  db.close()
  return String(row?.version)
}

function writable(folder: string): string {
  assertWritable(folder, 'data folder')
  return folder
}

const agencyIds = ({ region }: Settings): readonly string[] => loadRegion(region).agencies.agencies.map((agency) => agency.id)

function regionSummary(id: string): string {
  const region = loadRegion(id)
  return `${region.region.id}: ${region.agencies.agencies.length} agencies, ${region.topics.groups.length} topic groups`
}

function calendarFound(id: string): string {
  const { calendar } = loadRegion(id)
  const warning = calendarEndsSoon(calendar, Date.now())
  if (warning !== null) throw new Error(warning)
  return calendarAhead(calendar)
}

async function portFree({ host, port }: Settings): Promise<string> {
  await (await heldPort({ host, port })).release()
  return `${host}:${port} is free`
}
