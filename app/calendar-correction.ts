import { type Case, CASE_STATES, type Command, type CommandMeta, type MovedClock, TERMINAL_STATES } from '../core/case.ts'
import type { Documents, Stored } from '../core/documents.ts'
import { queryCases } from '../core/kept-case.ts'
import { decide, type Deciding } from '../sla-engine/decide/decide.ts'
import { type Engine, handle } from '../sla-engine/handle.ts'

/** What a corrected calendar does to one open case. */
export interface Correction {
  readonly caseId: Case['id']
  readonly moved: readonly MovedClock[]
}

const PAGE = 200
const OPEN = CASE_STATES.filter((state) => !TERMINAL_STATES.has(state))

/** What it would do: nothing is written. */
export async function* correctionsAhead(
  documents: Pick<Documents, 'query'>,
  deciding: Deciding,
  meta: CommandMeta,
): AsyncGenerator<Correction> {
  for await (const { value } of openCases(documents)) {
    const decision = decide(value, correcting('preview'), meta, deciding)
    if (decision.ok) yield* correctionIn(value.id, decision.facts, meta)
  }
}

/** Does it, case by case: who is interrupted begins again, and what is done moves no more. A case that was closed meanwhile is left alone. */
export async function* corrected(engine: Engine, reason: string, meta: CommandMeta): AsyncGenerator<Correction> {
  for await (const found of openCases(engine.store.documents)) {
    const handled = await handle(engine, found, correcting(reason), meta)
    if (handled.ok) yield* correctionIn(handled.case.id, handled.case.facts, meta)
  }
}

const correcting = (reason: string): Command => ({ type: 'correct-calendar', reason })

function correctionIn(caseId: Case['id'], facts: Case['facts'], { key }: CommandMeta): readonly Correction[] {
  return facts.flatMap((fact) => (fact.type === 'CalendarCorrected' && fact.key === key ? [{ caseId, moved: fact.moved }] : []))
}

async function* openCases(documents: Pick<Documents, 'query'>): AsyncGenerator<Stored<Case>> {
  let after: string | undefined
  do {
    const page = await queryCases(documents, {
      where: [{ field: 'state', in: OPEN }],
      limit: PAGE,
      ...(after !== undefined && { after }),
    })
    yield* page.items
    after = page.next ?? undefined
  } while (after !== undefined)
}
