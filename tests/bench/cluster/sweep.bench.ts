import type { Case, CaseId } from '../../../core/case.ts'
import type { Write } from '../../../core/documents.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { decide } from '../../../sla-engine/decide/decide.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { sweep } from '../../../sla-engine/sweep.ts'
import { CURATOR, deciding, DETECT, moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { fleet } from '../../services/cluster/fleet.ts'
import type { Bench } from '../bench.ts'

/** Two clocks run in each: ROUTE and ANSWER. */
const CASES = 100_000
const DUE = 5000
const BATCH = 500
const LOOKS = 100
const WEEK_MS = 7 * 24 * 3_600_000
const DETECTED_AT = moscow('17.03.2026 10:00')
/** Every stage of ROUTE and ANSWER is overdue. */
const LATER = moscow('19.03.2026 18:00')
const rules = deciding()

export const bench: Bench = {
  name: `alarms among ${(2 * CASES).toLocaleString('en')} open clocks in Elasticsearch`,
  async run() {
    const all = await fleet()
    const store = await all.open()
    try {
      await planted(store)
      const idle = await idleLooks(store)
      const at = (share: number): number => idle[Math.floor(idle.length * share)] ?? Number.NaN
      const begun = performance.now()
      while ((await sweep({ store, ...rules }, LATER, BATCH)) === BATCH);
      const seconds = (performance.now() - begun) / 1000
      const found = await getCase(store.documents, detected(0).id as CaseId)
      const fired = found?.value.clocks.reduce((sum, clock) => sum + clock.fired.length, 0) ?? 0
      return [
        { what: 'idle sweep, median', unit: 'ms', value: at(0.5), bar: '≤ 50' },
        { what: 'idle sweep, 99th of 100', unit: 'ms', value: at(0.99), bar: null },
        { what: 'alarms recorded', unit: 'alarms/s', value: (DUE * fired) / seconds, bar: '≥ 2000' },
        { what: 'cases swept', unit: 'cases/s', value: DUE / seconds, bar: null },
      ]
    } finally {
      await store.close()
      await all.dispose()
    }
  },
  limit: 'the bulk writes of whole case documents, 500 at a time',
}

/** Overdue cases led through commands; the others are their copies by all fields, whose documents an idle sweep does not read. */
async function planted(store: Store): Promise<void> {
  for (let from = 0; from < CASES; from += BATCH)
    await store.settle({ writes: Array.from({ length: BATCH }, (_, index) => (from < DUE ? detected(from + index) : copy(from + index))) })
}

function detected(number: number): Write {
  const id = `vk:comment:-1_${number}` as const
  const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification() }, null, DETECTED_AT, rules)
  const decision = decide(opened, DETECT, { by: CURATOR, at: DETECTED_AT, key: 'k' }, rules)
  if (!decision.ok) throw new Error(`The detection was refused: ${decision.refusal}`)
  const current = decision.facts.reduce<Case>(evolve, opened)
  return { ...caseWrite(current, current.facts, { kind: 'create' }), outbox: [] }
}

const model = detected(0)

function copy(number: number): Write {
  const scattered = LATER + 3_600_000 + ((number * 7919) % WEEK_MS)
  const fields = { ...model.fields, nextAlarmAt: scattered, nextDueAt: scattered, answerDueAt: scattered }
  return { ...model, id: `case:vk:comment:-2_${number}`, value: {}, fields }
}

/** Sorted milliseconds of looks that find nothing due. */
async function idleLooks(store: Store): Promise<readonly number[]> {
  const took: number[] = []
  for (let look = 0; look < LOOKS; look += 1) {
    const begun = performance.now()
    await sweep({ store, ...rules }, DETECTED_AT, BATCH)
    took.push(performance.now() - begun)
  }
  return took.toSorted((a, b) => a - b)
}
