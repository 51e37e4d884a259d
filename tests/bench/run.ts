import type { Bench } from './bench.ts'

const BENCHES: readonly (() => Promise<{ bench: Bench }>)[] = [
  () => import('./working-time.bench.ts'),
  () => import('./rules.bench.ts'),
  () => import('./alarms.bench.ts'),
  () => import('./pipeline.bench.ts'),
  () => import('./console.bench.ts'),
]

for (const load of BENCHES) {
  const { bench } = await load()
  process.stdout.write(`\n${bench.name}\n`)
  for (const { what, unit, value, bar } of await bench.run()) {
    const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
    process.stdout.write(`  ${what.padEnd(52)} ${shown.padStart(10)} ${unit.padEnd(9)} ${bar === null ? '' : `bar ${bar}`}\n`)
  }
  process.stdout.write(`  limited by: ${bench.limit}\n`)
}
