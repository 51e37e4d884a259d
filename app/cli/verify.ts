import type { KeptCase } from '../../core/kept-case.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { StoreReading } from '../../core/store.ts'
import type { Settings } from '../../config/settings.ts'
import { brokenStore } from '../broken-store.ts'
import { storeFile } from '../open-store.ts'
import { isFoldOfFacts } from '../recovery/check-cases.ts'
import { everyPage } from '../recovery/every.ts'
import { checked } from './check-file.ts'
import { type CliCommand, EXIT, type Io } from './command.ts'
import { openToRead } from './open-existing.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `verify`: the store against its history. */
export const verifyCommand: CliCommand = {
  name: 'verify',
  summary: 'Checks the store against its own history',
  help: `
Usage: otklik verify [--data DIR] [--json]

Checks the file, that offsets have no gaps, that every document reads, and that every case is the fold of its facts.
On Kafka and Elasticsearch, which check their own files, it is the cases alone. Otklik may go on running.

Example:
  otklik verify --data /srv/otklik

Exit codes: 0 nothing found, 1 problems found, 2 wrong usage.`,
  async run(args, io) {
    const { values, settings } = parseDataArgs(args, {}, io, 0)
    const cases = await casesOf(settings, io)
    const ofFile = settings.log === 'embedded' ? await checked(storeFile(settings), io) : []
    const problems = [...new Set([...ofFile, ...cases.problems])]
    if (values.json === true) io.stdout.write(`${JSON.stringify({ cases: cases.count, problems })}\n`)
    else io.stdout.write(`${problems.map((one) => `${one}\n`).join('')}${cases.count} cases checked, ${problems.length} problems\n`)
    return problems.length === 0 ? EXIT.ok : EXIT.failed
  },
}

interface Cases {
  readonly count: number
  readonly problems: readonly string[]
}

/** Where the file breaks off there are no more. */
async function casesOf(settings: Settings, io: Io): Promise<Cases> {
  const problems: string[] = []
  let count = 0
  try {
    for await (const { checked: more, wrong } of verifiedCases(await openToRead(settings, io), io)) {
      problems.push(...wrong)
      count += more
    }
  } catch (error) {
    const cause = error instanceof Misconfigured ? error.cause : error
    if (cause === undefined) throw error
    problems.push(brokenStore(storeFile(settings), cause))
  }
  return { count, problems }
}

/** Page by page; closes the store. */
async function* verifiedCases(
  store: StoreReading,
  io: Io,
): AsyncGenerator<{ readonly checked: number; readonly wrong: readonly string[] }> {
  const bar = progress(io, 'cases checked')
  try {
    for await (const { items } of everyPage<KeptCase>(store.documents, 'cases')) {
      const wrong = items.filter(({ value }) => !isFoldOfFacts(value))
      yield { checked: items.length, wrong: wrong.map(({ id }) => `${id}: the stored case is not the fold of its facts`) }
      bar.add(items.length)
    }
  } finally {
    bar.close()
    await store.close()
  }
}
