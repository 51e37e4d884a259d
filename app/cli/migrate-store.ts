import { type Moved, type PlannedStep, type StoreMigration, storeMigration } from '../../adapters/elasticsearch/moving/migrate-store.ts'
import { type CollectionName, COLLECTIONS } from '../../core/collections.ts'
import { Misconfigured } from '../../core/errors.ts'
import { ofElasticsearch, openElasticsearch } from '../open-cluster.ts'
import { briefly, patiently } from '../patience.ts'
import { EXIT, type Io, UsageError } from './command.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

const OPTIONS = {
  store: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  anew: { type: 'string', multiple: true },
  'keep-old': { type: 'boolean' },
} as const

/** Indices to what the code declares, with writers on. Exit code. */
export async function migrateStore(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals, settings } = parseDataArgs(args, OPTIONS, io)
  if (positionals.length > 0) throw new UsageError(`${positionals[0]} is not an option`)
  if (settings.store !== 'elasticsearch') throw new Misconfigured('Only Elasticsearch has indices to migrate: set store to elasticsearch')
  const anew = (values.anew ?? []).map(collectionOf)
  const client = openElasticsearch(settings.elasticsearch)
  try {
    const migration = await patiently(briefly(io), () =>
      ofElasticsearch(settings.elasticsearch, () => storeMigration(client, settings.elasticsearch.prefix, anew)),
    )
    const asJson = values.json === true
    for (const step of migration.plan) io.stdout.write(asJson ? `${JSON.stringify(step)}\n` : stepText(step))
    if (values['dry-run'] !== true) await carryOut(migration, { keepOld: values['keep-old'] === true, asJson, io })
    return EXIT.ok
  } finally {
    await client.close()
  }
}

interface How {
  readonly keepOld: boolean
  readonly asJson: boolean
  readonly io: Io
}

async function carryOut(migration: StoreMigration, { keepOld, asJson, io }: How): Promise<void> {
  const bar = progress(io, 'documents copied')
  let shown = 0
  const report = ({ copied }: { readonly copied: number }): void => {
    bar.add(Math.max(0, copied - shown))
    shown = copied
  }
  for await (const moved of migration.run({ keepOld, report })) {
    shown = 0
    io.stdout.write(asJson ? `${JSON.stringify(moved)}\n` : movedText(moved))
  }
  bar.close()
}

function collectionOf(name: string): CollectionName {
  if (Object.hasOwn(COLLECTIONS, name)) return name as CollectionName
  throw new UsageError(`there is no collection ${name}; there are ${Object.keys(COLLECTIONS).join(', ')}`)
}

const stepText = ({ index, act, note }: PlannedStep): string => `${act.padEnd(8)}${index}${note === '' ? '' : `  (${note})`}\n`

const movedText = ({ from, to, documents, heldMs, kept }: Moved): string =>
  `${from} → ${to}: ${documents} documents, all compared; writes waited ${Math.round(heldMs)} ms${kept === null ? '' : `; kept as ${kept}`}\n`
