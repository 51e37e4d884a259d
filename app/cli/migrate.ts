import { type CliCommand, UsageError } from './command.ts'
import { migrateStore } from './migrate-store.ts'

/** `migrate --store`. */
export const migrateCommand: CliCommand = {
  name: 'migrate',
  summary: 'Brings the indices of Elasticsearch to what this release declares, while Otklik runs',
  help: `
Usage: otklik migrate --store [--dry-run] [--anew COLLECTION…] [--keep-old] [--config FILE] [--json]

Makes what is missing and adds fields in place. An index with a field whose type has changed is copied to a new one while
it is written to; every document is compared; writes wait for the last moment of it, about a second; then the new index
takes the old one's place and the old one is deleted. The next run goes on with one that was interrupted; until then writes
of its index may be waiting. Workers of the release before may run on meanwhile.

  --dry-run           shows what would be done and stops
  --anew COLLECTION   copies this collection although nothing has changed; may be given again
  --keep-old          keeps the old index, closed to writes and out of use

Examples:
  otklik migrate --store --dry-run
  otklik migrate --store --config /etc/otklik-administrator.yaml

Exit codes: 0 everything is as declared, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    if (args.includes('--store')) return migrateStore(args, io)
    throw new UsageError('say --store')
  },
}
