import { existsSync } from 'node:fs'
import { integrity } from '../../adapters/embedded/integrity.ts'
import type { Case } from '../../core/case.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { Store } from '../../core/store.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { openStore, storeFile } from '../open-store.ts'
import { type CliCommand, EXIT } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

const PAGE = 200

/** `verify`: the store against its history. */
export const verifyCommand: CliCommand = {
  name: 'verify',
  summary: 'Checks the store against its own history',
  help: `
Usage: otklik verify [--data DIR] [--json]

Checks the file, that offsets have no gaps, that every document reads, and that every case is the fold of its facts.

Example:
  otklik verify --data /srv/otklik

Exit codes: 0 nothing found, 1 problems found, 2 wrong usage.`,
  async run(args, io) {
    const { values, settings } = parseDataArgs(args, {}, io)
    const file = storeFile(settings)
    if (!existsSync(file)) throw new Misconfigured(`Nothing to verify: ${file} does not exist`)
    const store = await openStore(settings)
    let cases = { checked: 0, problems: [] as string[] }
    try {
      cases = await verifyCases(store)
    } finally {
      await store.close()
    }
    const problems = [...(await integrity(file)), ...cases.problems]
    if (values.json === true) io.stdout.write(`${JSON.stringify({ cases: cases.checked, problems })}\n`)
    else io.stdout.write(`${problems.map((one) => `${one}\n`).join('')}${cases.checked} cases checked, ${problems.length} problems\n`)
    return problems.length === 0 ? EXIT.ok : EXIT.failed
  },
}

async function verifyCases(store: Store): Promise<{ checked: number; problems: string[] }> {
  const problems: string[] = []
  let checked = 0
  let after: string | undefined
  do {
    const page = await store.documents.query<Case>({ collection: 'cases', limit: PAGE, ...(after !== undefined && { after }) })
    for (const { id, value } of page.items) {
      checked += 1
      if (!isFoldOfFacts(value)) problems.push(`${id}: the stored case is not the fold of its facts`)
    }
    after = page.next ?? undefined
  } while (after !== undefined)
  return { checked, problems }
}

function isFoldOfFacts(stored: Case): boolean {
  const folded = stored.facts.reduce<Case | null>(evolve, null)
  return canonical(folded) === canonical(stored)
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  )
}
