import { loadRegion } from '../../config/load-region.ts'
import { issuesText } from '../../config/issues-text.ts'
import { type NamedFile, nameOf, readNamed } from '../../config/named-file.ts'
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

FILE is JSON and holds calendars and cases (add, between, addWorkingDaysClose, addWithPauses); calendars named RU-PROD/<zone>
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
  const file = { path, from: 'FILE' }
  const parsed = WorkingTimeFileSchema.safeParse(jsonOf(file))
  if (!parsed.success) throw new Misconfigured(`${nameOf(file)} is not a file of working-time cases: ${issuesText(parsed.error)}`)
  return parsed.data
}

function jsonOf(file: NamedFile): unknown {
  const text = readNamed(file).replace(/^\uFEFF/, '')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Misconfigured(`${nameOf(file)} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {}, { cause })
  }
}
