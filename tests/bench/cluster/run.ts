import type { Measurement } from '../bench.ts'
import { bench } from './clients.bench.ts'

const line = ({ what, unit, value, bar }: Measurement): string =>
  `  ${what.padEnd(52)} ${Math.round(value).toLocaleString('en').padStart(10)} ${unit.padEnd(9)} ${bar === null ? '' : `bar ${bar}`}\n`

process.stdout.write(`\n${bench.name}\n`)
for (const measurement of await bench.run()) process.stdout.write(line(measurement))
process.stdout.write(`  limited by: ${bench.limit}\n`)
