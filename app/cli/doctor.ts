import { accessSync, constants, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { loadRegion } from '../../config/load-region.ts'
import { type CliCommand, EXIT } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

interface Check {
  readonly name: string
  /** Returns what was found; throws the reason it will not work. */
  readonly run: () => Promise<string> | string
}

/** `doctor`: what stands in the way of a start. */
export const doctorCommand: CliCommand = {
  name: 'doctor',
  summary: 'Says whether this machine, folder and configuration will work',
  help: `
Usage: otklik doctor [--data DIR] [--json]

Example:
  otklik doctor

Exit codes: 0 all well, 1 something stands in the way, 2 wrong usage.`,
  async run(args, io) {
    const { values, settings } = parseDataArgs(args, {}, io)
    const checks: readonly Check[] = [
      { name: 'node', run: () => process.version },
      { name: 'sqlite', run: sqliteVersion },
      { name: 'data folder', run: () => writable(settings.data) },
      { name: 'region', run: () => regionSummary(settings.region) },
      { name: 'port', run: () => portFree(settings.host, settings.port) },
    ]
    let failed = 0
    for (const check of checks) {
      const result = await attempt(check)
      if (!result.ok) failed += 1
      io.stdout.write(
        values.json === true ? `${JSON.stringify(result)}\n` : `${result.ok ? 'ok  ' : 'FAIL'} ${result.name}: ${result.found}\n`,
      )
    }
    return failed === 0 ? EXIT.ok : EXIT.failed
  },
}

async function attempt({ name, run }: Check): Promise<{ name: string; ok: boolean; found: string }> {
  try {
    return { name, ok: true, found: await run() }
  } catch (error) {
    return { name, ok: false, found: error instanceof Error ? error.message : String(error) }
  }
}

function sqliteVersion(): string {
  const db = new DatabaseSync(':memory:')
  const row = db.prepare('SELECT sqlite_version() AS version').get()
  db.close()
  return String(row?.version)
}

function writable(folder: string): string {
  mkdirSync(folder, { recursive: true })
  accessSync(folder, constants.W_OK)
  return folder
}

function regionSummary(id: string): string {
  const region = loadRegion(id)
  return `${region.region.id}: ${region.agencies.agencies.length} agencies, ${region.topics.groups.length} topic groups`
}

const portFree = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => probe.close(() => resolve(`${host}:${port} is free`)))
  })
