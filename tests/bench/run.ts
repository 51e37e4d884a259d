import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  'working-time': () => import('./working-time.bench.ts'),
  rules: () => import('./rules.bench.ts'),
  alarms: () => import('./alarms.bench.ts'),
  pipeline: () => import('./pipeline.bench.ts'),
  'pipeline-real': () => import('./pipeline-real.bench.ts'),
  console: () => import('./console.bench.ts'),
}

/** As in bin/otklik.mjs. */
const HEAP_OPTION = '--max-semi-space-size=12'

async function measure(load: () => Promise<{ bench: Bench }>): Promise<void> {
  const { bench } = await load()
  process.stdout.write(`\n${bench.name}\n`)
  for (const { what, unit, value, bar } of await bench.run()) {
    const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
    process.stdout.write(`  ${what.padEnd(52)} ${shown.padStart(10)} ${unit.padEnd(9)} ${bar === null ? '' : `bar ${bar}`}\n`)
  }
  process.stdout.write(`  limited by: ${bench.limit}\n`)
}

/** Each bench in a process of its own, with the heap that bin/otklik.mjs gives: none stands in the memory of another. */
function measureApart(names: readonly string[]): void {
  const self = [HEAP_OPTION, fileURLToPath(import.meta.url), '--here']
  for (const name of names) execFileSync(process.execPath, [...self, name], { stdio: 'inherit' })
}

const [first, name = ''] = process.argv.slice(2)
const load = BENCHES[name]
if (first === '--here' && load !== undefined) await measure(load)
else measureApart(first === undefined ? Object.keys(BENCHES) : process.argv.slice(2))
