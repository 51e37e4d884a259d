import { stopServers } from '../../services/cluster/servers.ts'
import { type Bench, lineOf } from '../bench.ts'

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  clients: () => import('./clients.bench.ts'),
  pipeline: () => import('./pipeline.bench.ts'),
  footprint: () => import('./footprint.bench.ts'),
  delay: () => import('./delay.bench.ts'),
  commands: () => import('./commands.bench.ts'),
  sweep: () => import('./sweep.bench.ts'),
}

const named = process.argv.slice(2)
for (const [name, load] of Object.entries(BENCHES)) {
  if (named.length > 0 && !named.includes(name)) continue
  const { bench } = await load()
  process.stdout.write(`\n${bench.name}\n`)
  for (const measurement of await bench.run()) process.stdout.write(lineOf(measurement))
  process.stdout.write(`  limited by: ${bench.limit}\n`)
}
await stopServers()
