import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../app/open-store.ts'
import type { Case } from '../../core/case.ts'
import { caseWrite } from '../../sla-engine/case-write.ts'
import { decide } from '../../sla-engine/decide/decide.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { openCase } from '../../sla-engine/open-case.ts'
import { sweep } from '../../sla-engine/sweep.ts'
import { CURATOR, deciding, DETECT, moscow } from '../builders/case.ts'
import { aClassification } from '../builders/classification.ts'
import { aPost } from '../builders/post.ts'
import type { Bench } from './bench.ts'

const CASES = 10_000
const BATCH = 500
/** Overdue stages of ROUTE and ANSWER the day after. */
const LATER = '19.03.2026 18:00'

export const bench: Bench = {
  name: 'alarms',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
    const store = await openStore({ data: folder })
    const rules = deciding()
    const at = moscow('17.03.2026 10:00')
    for (let from = 0; from < CASES; from += BATCH) {
      const writes = Array.from({ length: BATCH }, (_, index) => {
        const id = `vk:comment:-1_${from + index}` as const
        const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification() }, null, at, rules)
        const decision = decide(opened, DETECT, { by: CURATOR, at, key: 'k' }, rules)
        const current = decision.ok ? decision.facts.reduce<Case>(evolve, opened) : opened
        return caseWrite(current, current.facts, { kind: 'create' as const })
      })
      await store.settle({ writes })
    }
    const engine = { store, ...rules }
    const idle = await timed(async () => void (await sweep(engine, at, BATCH)))
    let swept = 0
    const busy = await timed(async () => {
      for (let count = BATCH; count === BATCH; swept += count) count = await sweep(engine, moscow(LATER), BATCH)
    })
    const fired =
      (await store.documents.query<Case>({ collection: 'cases', limit: 1 })).items[0]?.value.clocks.reduce(
        (sum, clock) => sum + clock.fired.length,
        0,
      ) ?? 0
    await store.close()
    rmSync(folder, { recursive: true })
    return [
      { what: `idle sweep over ${CASES} cases with open clocks`, unit: 'ms', value: idle, bar: '≤ 1' },
      { what: 'alarms recorded, durable', unit: 'alarms/s', value: (CASES * fired) / (busy / 1000), bar: '≥ 10000' },
      { what: 'cases swept', unit: 'cases/s', value: CASES / (busy / 1000), bar: null },
    ]
  },
  limit: 'JSON of the case document and the transaction per batch; no peer records alarms durably, so none is shown',
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
