import { loadRegion } from '../../config/load-region.ts'
import { briefly } from '../patience.ts'
import { type AgainstOld, againstOld } from '../recovery/against-old.ts'
import { type Rebuilt, rebuilt } from '../recovery/rebuild.ts'
import { openRebuildPlace, type RebuildPlace } from '../recovery/rebuild-places.ts'
import { markFinished } from '../recovery/unfinished.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { steps } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

const OPTIONS = { from: { type: 'string' }, into: { type: 'string' }, 'leave-out': { type: 'boolean' } } as const

/** `rebuild --from log`. */
export const rebuildCommand: CliCommand = {
  name: 'rebuild',
  summary: 'Makes the cases anew from the log',
  help: `
Usage: otklik rebuild --from log [--into PLACE] [--leave-out] [--data DIR] [--config FILE] [--json]

Folds every fact of the topic cases into its case again: the same documents, byte for byte. The archive is filled from
posts.classified as far as that reaches, and with the post of every case. Every process must be stopped. Nothing is ever
overwritten: a store that has cases is refused, and a store that is not finished is refused by start. Interrupted, it
goes on when it is run again.

  --into PLACE   embedded: a new data folder; on Kafka and Elasticsearch: a new prefix of indices, like otklik2-.
                 Everything that the log does not carry is copied there; the old store stays as it is and is compared.
                 Without it, the store of the settings is filled, which must have no cases.
  --leave-out    cases whose facts are not whole are named and left out; without it they end the rebuild

Examples:
  otklik rebuild --from log --data /srv/otklik --into /srv/otklik-anew
  otklik rebuild --from log --config /etc/otklik.yaml --into otklik2-

Exit codes: 0 made and checked, 1 failed or not whole, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, OPTIONS, io)
    if (values.from !== 'log' || positionals.length > 0) throw new UsageError('say rebuild --from log')
    const agencyIds = loadRegion(settings.region).agencies.agencies.map((agency) => agency.id)
    const bars = steps(io)
    const opening = { settings, agencyIds, into: values.into ?? null, patience: briefly(io), now: Date.now(), step: bars.step }
    const place = await openRebuildPlace(opening)
    try {
      const made = await rebuilt({ store: place.store, leaveOut: values['leave-out'] === true, now: opening.now, step: bars.step })
      const old = made.problems.length > 0 ? null : await compare(place, bars.step)
      const leftOut = new Set(made.leftOut.map((one) => one.caseId))
      const poorer = (old?.poorer ?? []).filter((one) => !leftOut.has(one.caseId)).map((one) => one.sentence)
      const problems = [...made.problems, ...poorer]
      if (problems.length === 0) await markFinished(place.store)
      bars.close()
      return report({ ...made, problems, old }, values.json === true, io)
    } finally {
      await place.close()
    }
  },
}

const compare = async ({ old, store }: RebuildPlace, step: ReturnType<typeof steps>['step']): Promise<AgainstOld | null> =>
  old === null ? null : againstOld(old.documents, store, step('cases compared'))

function report(made: Rebuilt & { readonly old: AgainstOld | null }, json: boolean, io: Io): number {
  const { facts, cases, archived, leftOut, publications, again, problems, old } = made
  for (const problem of [...problems, ...leftOut.map((one) => one.sentence)]) io.stderr.write(`${problem}\n`)
  if (json) io.stdout.write(`${JSON.stringify(made)}\n`)
  else {
    io.stdout.write(`${cases} cases from ${facts} facts, ${archived} posts in the archive, ${leftOut.length} left out\n`)
    if (old !== null)
      io.stdout.write(`${old.same} cases as they were, ${old.changed.length} not: ${old.changed.slice(0, 20).join(', ') || 'none'}\n`)
    if (publications > 0) io.stdout.write(`${publications} approved answers will be looked for on their platforms\n`)
    if (again > 0) io.stdout.write(`${again} classified posts will be taken in once more\n`)
    if (problems.length > 0) io.stdout.write(`${problems.length} problems: the store is not finished\n`)
  }
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}
