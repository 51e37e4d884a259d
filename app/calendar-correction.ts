import { type Case, type Command, type CommandMeta, type MovedClock, OPEN_STATES } from '../core/case.ts'
import type { Documents, Stored } from '../core/documents.ts'
import { Misconfigured } from '../core/errors.ts'
import { queryCases } from '../core/kept-case.ts'
import { decide, type Deciding } from '../sla-engine/decide/decide.ts'
import { type Engine, handle } from '../sla-engine/handle.ts'

/** What a corrected calendar does to one open case. */
export interface Correction {
  readonly caseId: Case['id']
  readonly moved: readonly MovedClock[]
  /** Why nothing can be said of it: the calendar ends before one of its terms does. */
  readonly problem?: string
}

const PAGE = 200
/** Nobody reads it: what is only looked at is not kept. */
const NO_REASON_YET = 'preview'

/** What it would do: nothing is written. */
export const correctionsAhead = (documents: Pick<Documents, 'query'>, deciding: Deciding, meta: CommandMeta): AsyncGenerator<Correction> =>
  ofEach(documents, async ({ value }) => {
    const decision = decide(value, correcting(NO_REASON_YET), meta, deciding)
    return decision.ok ? movedBy(meta, decision.facts) : []
  })

/** Does it, case by case: who is interrupted begins again, and what is done moves no more. A case that was closed meanwhile is left alone. */
export const corrected = (engine: Engine, reason: string, meta: CommandMeta): AsyncGenerator<Correction> =>
  ofEach(engine.store.documents, async (found) => {
    const handled = await handle(engine, found, correcting(reason), meta)
    return handled.ok ? movedBy(meta, handled.case.facts) : []
  })

const correcting = (reason: string): Command => ({ type: 'correct-calendar', reason })

const movedBy = ({ key }: CommandMeta, facts: Case['facts']): readonly MovedClock[] =>
  facts.flatMap((fact) => (fact.type === 'CalendarCorrected' && fact.key === key ? fact.moved : []))

/** One case that the calendar does not cover holds up none of the others. */
async function* ofEach(
  documents: Pick<Documents, 'query'>,
  correct: (found: Stored<Case>) => Promise<readonly MovedClock[]>,
): AsyncGenerator<Correction> {
  for await (const found of openCases(documents)) {
    const caseId = found.value.id
    try {
      const moved = await correct(found)
      if (moved.length > 0) yield { caseId, moved }
    } catch (error) {
      if (!(error instanceof Misconfigured) || error.details['calendar'] === undefined) throw error
      yield { caseId, moved: [], problem: error.message }
    }
  }
}

async function* openCases(documents: Pick<Documents, 'query'>): AsyncGenerator<Stored<Case>> {
  let after: string | undefined
  do {
    const page = await queryCases(documents, {
      where: [{ field: 'state', in: OPEN_STATES }],
      limit: PAGE,
      ...(after !== undefined && { after }),
    })
    yield* page.items
    after = page.next ?? undefined
  } while (after !== undefined)
}
