import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Bench, lineOf, POOLS } from './bench.ts'

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  'working-time': () => import('./working-time.bench.ts'),
  rules: () => import('./rules.bench.ts'),
  alarms: () => import('./alarms.bench.ts'),
  lists: () => import('./lists.bench.ts'),
  pipeline: () => import('./pipeline.bench.ts'),
  'pipeline-real': () => import('./pipeline-real.bench.ts'),
  console: () => import('./console.bench.ts'),
}

/** As bin/otklik.mjs gives a command like `replay`. */
const HEAP_OPTION = '--max-semi-space-size=24'

async function measure(load: () => Promise<{ bench: Bench }>): Promise<void> {
  const { bench } = await load()
  process.stdout.write(`\n${bench.name}\n`)
  for (const measurement of await bench.run()) process.stdout.write(lineOf(measurement))
  process.stdout.write(`  limited by: ${bench.limit}\n`)
}

/** Each bench in a process of its own, with the memory that bin/otklik.mjs gives: none stands in the memory of another. */
function measureApart(names: readonly string[]): void {
  const self = [HEAP_OPTION, fileURLToPath(import.meta.url), '--here']
  for (const name of names) execFileSync(process.execPath, [...self, name], { stdio: 'inherit', env: { ...process.env, ...POOLS } })
}

const [first, ...others] = process.argv.slice(2)
const names = first === '--here' ? others : process.argv.slice(2)
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name))
if (unknown !== undefined) {
  process.stderr.write(`No bench is called ${unknown}; there are ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 2
} else if (first === '--here') for (const name of names) await measure(BENCHES[name]!)
else measureApart(names.length === 0 ? Object.keys(BENCHES) : names)
