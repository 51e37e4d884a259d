import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { loadRegion } from '../../config/load-region.ts'
import { Misconfigured } from '../../core/errors.ts'
import { checkWorkingTime, type WorkingTimeFile, WorkingTimeFileSchema } from '../check-working-time.ts'
import { type CliCommand, EXIT, UsageError } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `working-time FILE`. */
export const workingTimeCommand: CliCommand = {
  name: 'working-time',
  summary: 'Checks working-time cases against the calendar engine',
  help: `
Usage: otklik working-time FILE [--json]

FILE holds calendars and cases (add, between, addWorkingDaysClose, addWithPauses); calendars named RU-PROD/<zone>
are the region's own table in that zone. Prints the cases that differ and a closing count.

Example:
  otklik working-time cases.json

Exit codes: 0 all agree, 1 some differ or the file cannot be read, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, {}, io)
    const [path] = positionals
    if (path === undefined) throw new UsageError('name the file of cases')
    const results = checkWorkingTime(read(path), loadRegion(settings.region).calendar)
    const differing = results.filter((one) => !one.agrees)
    const disputed = results.filter((one) => one.disputed)
    if (values.json === true) {
      io.stdout.write(`${JSON.stringify({ checked: results.length, differing, disputed: disputed.map((one) => one.id) })}\n`)
    } else {
      for (const one of differing) io.stdout.write(`${one.id}: expected ${one.expected}, found ${one.found}\n`)
      for (const one of disputed) io.stdout.write(`${one.id}: disputed by the file itself, elapsed time ${one.found} taken\n`)
      io.stdout.write(`${results.length - differing.length} agree, ${differing.length} differ\n`)
    }
    return differing.length === 0 ? EXIT.ok : EXIT.failed
  },
}

function read(path: string): WorkingTimeFile {
  let body: unknown
  try {
    body = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Misconfigured(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {}, { cause })
  }
  const parsed = WorkingTimeFileSchema.safeParse(body)
  if (!parsed.success) throw new Misconfigured(`${path} is not a file of working-time cases: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
