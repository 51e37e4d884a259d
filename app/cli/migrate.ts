import { type CliCommand, UsageError } from './command.ts'
import { migrateStore } from './migrate-store.ts'
import { migrateWay } from './migrate-way.ts'

/** `migrate --store` and `migrate --to`. */
export const migrateCommand: CliCommand = {
  name: 'migrate',
  summary: 'Moves an installation to the other way of running, or its documents to what this release declares',
  help: `
Usage: otklik migrate --to cluster|embedded --data DIR --config FILE [--json]
       otklik migrate --store [--dry-run] [--anew COLLECTION…] [--keep-old] [--config FILE] [--json]

--to copies the whole log and every document from the data folder DIR to the servers of FILE, or from the servers to DIR,
and compares both sides: counts and hashes of every topic and collection. What the stages have still to read stays to be
read, what they have read is not read again. The source is left as it is; the target must be empty. Every process must
be stopped. Interrupted, it goes on when it is run again; until it has finished, start refuses the target.
A source that was started in between is migrated from the beginning, into another empty target.

--store brings the indices of Elasticsearch to what this release declares, while Otklik runs. It makes what is missing and adds fields in place. An index with a field whose type has changed is copied to a new one while
it is written to; every document is compared; writes wait for the last moment of it, about a second; then the new index
takes the old one's place and the old one is deleted. The next run goes on with one that was interrupted; until then writes
of its index may be waiting. Workers of the release before may run on meanwhile.

  --dry-run           shows what would be done and stops
  --anew COLLECTION   copies this collection although nothing has changed; may be given again
  --keep-old          keeps the old index, closed to writes and out of use

Examples:
  otklik migrate --to cluster --data /srv/otklik --config /etc/otklik.yaml
  otklik migrate --to embedded --data /srv/otklik-back --config /etc/otklik.yaml
  otklik migrate --store --dry-run
  otklik migrate --store --config /etc/otklik-administrator.yaml

Exit codes: 0 copied and the same, or everything is as declared, 1 failed or not the same, 2 wrong usage.`,
  async run(args, io) {
    if (args.includes('--store')) return migrateStore(args, io)
    if (args.some((arg) => arg.startsWith('--to'))) return migrateWay(args, io)
    throw new UsageError('say --to or --store')
  },
}
