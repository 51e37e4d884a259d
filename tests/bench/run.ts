// Runs every bench beside its peer, one after another, each in a process of its own.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const folder = new URL('.', import.meta.url)
const wanted = process.argv[2]
const benches = readdirSync(folder).filter((file) => file.endsWith('.bench.ts') && (wanted === undefined || file.startsWith(wanted)))

let failed = 0
for (const bench of benches) {
  console.log(`\n== ${bench.replace('.bench.ts', '')}`)
  const run = spawnSync(process.execPath, [new URL(bench, folder).pathname], { stdio: 'inherit' })
  if (run.status !== 0) failed += 1
}
process.exitCode = failed === 0 ? 0 : 1
