import { parseArgs } from 'node:util'
import { explainSettings } from '../../config/load-settings.ts'
import { otklik } from '../wire.ts'
import { type CliCommand, EXIT, type Io } from './command.ts'
import { type Effective, effectiveSettings } from './settings-from-args.ts'
import { signalled } from './signalled.ts'

const OPTIONS = {
  data: { type: 'string' },
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  region: { type: 'string' },
  roles: { type: 'string' },
  demo: { type: 'boolean' },
  'no-demo': { type: 'boolean' },
  'print-config': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** After this long a stop is no longer waited for, nor whatever still keeps the process alive. */
const STOP_LIMIT_MS = 25_000
/** A start that is given up leaves at most a question to a server that does not answer. */
const GIVEN_UP_LIMIT_MS = 2000

/** `start`: the console and the pipeline on one machine, or a share of them. */
export const startCommand: CliCommand = {
  name: 'start',
  summary: 'Runs the console and the pipeline',
  help: `
Usage: otklik start [--data DIR] [--host ADDRESS] [--port N] [--region ID] [--roles LIST] [--demo|--no-demo] [--config FILE] [--json]
       otklik start --print-config [--json]

  --roles LIST     collect,classify,route,publish,sweep,relay,console (default: all)
                   on Kafka and Elasticsearch in any split over any number of processes
  --print-config   shows every setting with the layer it comes from, secrets masked, and stops
  --json           the address it listens on as one JSON object, or one a setting

Examples:
  otklik start
  otklik start --data /srv/otklik --no-demo --config /etc/otklik.yaml
  otklik start --roles classify --config /etc/otklik.yaml

Exit codes: 0 stopped cleanly, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    const { data, host, port, region, roles } = values
    const demo = values['no-demo'] === true ? false : values.demo
    const effective = effectiveSettings({ data, host, port, region, roles, demo }, values.config, io)
    if (values['print-config'] === true) return printConfig(effective, values.json === true, io)
    return runUntilSignal(effective, values.json === true, io)
  },
}

function printConfig({ settings, layers }: Effective, json: boolean, io: Io): number {
  for (const row of explainSettings(settings, layers))
    io.stdout.write(json ? `${JSON.stringify(row)}\n` : `${row.path} = ${JSON.stringify(row.value)}  (${row.layer})\n`)
  return EXIT.ok
}

async function runUntilSignal({ settings }: Effective, json: boolean, io: Io): Promise<number> {
  const signal = signalled()
  const running = await otklik(settings, signal).catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
  if (running === null) {
    setTimeout(() => process.exit(EXIT.ok), GIVEN_UP_LIMIT_MS).unref()
    return EXIT.ok
  }
  io.stdout.write(json ? `${JSON.stringify({ listening: running.url })}\n` : `listening on ${running.url}\n`)
  const cause = await Promise.race([aborted(signal), running.failed])
  setTimeout(() => process.exit(EXIT.failed), STOP_LIMIT_MS).unref()
  await running.close()
  if (cause === 'signal') return EXIT.ok
  io.stderr.write(`otklik start: ${cause.message}\n`)
  return EXIT.failed
}

const aborted = (signal: AbortSignal): Promise<'signal'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('signal')
    signal.addEventListener('abort', () => resolve('signal'), { once: true })
  })
