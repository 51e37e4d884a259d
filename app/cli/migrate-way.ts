import { loadRegion } from '../../config/load-region.ts'
import { briefly } from '../patience.ts'
import { type Migrated, migrated } from '../recovery/migrate.ts'
import { openMigratePlaces, type Way } from '../recovery/migrate-places.ts'
import { EXIT, type Io, UsageError } from './command.ts'
import { steps } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

const WAYS: ReadonlySet<string> = new Set<Way>(['cluster', 'embedded'])

/** Log and documents from one way of running to the other. Exit code. */
export async function migrateWay(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals, settings } = parseDataArgs(args, { to: { type: 'string' } }, io)
  const way = values.to
  if (!isWay(way) || positionals.length > 0) throw new UsageError('say migrate --to cluster or --to embedded')
  const agencyIds = loadRegion(settings.region).agencies.agencies.map((agency) => agency.id)
  const places = await openMigratePlaces({ settings, agencyIds, way, patience: briefly(io) })
  const bars = steps(io)
  try {
    const made = await migrated({ from: places.from, to: places.to, now: Date.now, step: bars.step })
    bars.close()
    return report(made, values.json === true, io)
  } finally {
    await places.close()
  }
}

const isWay = (text: string | undefined): text is Way => WAYS.has(text ?? '')

function report(made: Migrated, json: boolean, io: Io): number {
  const { topics, collections, problems } = made
  for (const problem of problems) io.stderr.write(`${problem}\n`)
  const rows = [
    ...topics.map(({ topic, counts, hashes }) => ({ what: topic, kind: 'messages', counts, hash: hashes[0] })),
    ...collections.map(({ collection, counts, hashes }) => ({ what: collection, kind: 'documents', counts, hash: hashes[0] })),
  ]
  if (json) io.stdout.write(`${JSON.stringify(made)}\n`)
  else {
    for (const { what, kind, counts, hash } of rows)
      io.stdout.write(`${what.padEnd(34)}${`${counts[0]} ${kind}`.padEnd(22)}${hash.slice(0, 16)}\n`)
    for (const { topic, expiring } of topics.filter((one) => one.expiring.some((count) => count > 0)))
      io.stdout.write(`${topic}: ${expiring[0]} messages here and ${expiring[1]} there are about to expire and were not compared\n`)
    io.stdout.write(
      problems.length === 0
        ? 'both sides are the same\n'
        : `${problems.length} problems: the target is not finished. If the source has gone on meanwhile, migrate it into an empty target\n`,
    )
  }
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}
