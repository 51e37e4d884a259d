import { parseArgs } from 'node:util'
import { planOf } from './plan.ts'
import { run } from './world.ts'
const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' }, from: {type:'string'} } })
const one = values.seed
const t0=performance.now()
const kinds = new Map<string, number[]>()
let steps=0, n=0, faults=0
const from = Number(values.from??0)
for (let seed = one===undefined?from:Number(one); seed < (one===undefined?from+Number(values.seeds??100):Number(one)+1); seed++) {
  const o = await run(planOf(seed), { traced: one !== undefined })
  steps+=o.steps; n++; faults+=o.faults.length
  if (one !== undefined) process.stdout.write(o.trace.join('\n') + '\n' + o.problems.join('\n')+'\n')
  for (const k of new Set(o.problems.map(p=>p.split(':')[0]+ (p.startsWith('died')||p.startsWith('restless')?p.slice(0,300):'')))) kinds.set(k,[...(kinds.get(k)??[]),seed])
}
for (const [k,v] of kinds) process.stdout.write(`${k}: ${v.length} seeds, first ${v.slice(0,8)}\n`)
process.stdout.write(`${n} seeds, ${steps/n} steps, ${faults/n} faults, ${(performance.now()-t0)/n} ms each\n`)
