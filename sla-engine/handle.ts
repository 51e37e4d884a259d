import type { Case, CaseId, Command, CommandMeta, Refusal } from '../core/case.ts'
import type { Stored, Version } from '../core/documents.ts'
import { Conflict } from '../core/errors.ts'
import { getCase } from '../core/kept-case.ts'
import type { Store } from '../core/store.ts'
import { caseWrite } from './case-write.ts'
import { decide, type Deciding } from './decide/decide.ts'
import { evolve } from './evolve.ts'

export interface Engine extends Deciding {
  readonly store: Store
}

export type Handled =
  | { readonly ok: true; readonly case: Case; readonly version: Version }
  | { readonly ok: false; readonly refusal: Refusal; readonly details: Readonly<Record<string, unknown>> }

/** Twenty people on one case still get through; more is a fault. */
const ATTEMPTS = 50

/** Load, decide, evolve, save with compare-and-set; whoever loses the race decides again on what is there. Of the case its id is given, or what
 *  was found of it just now. @throws {Conflict} after 50 lost races */
export async function handle(engine: Engine, of: CaseId | Stored<Case>, command: Command, meta: CommandMeta): Promise<Handled> {
  const caseId = typeof of === 'string' ? of : of.value.id
  const load = () => getCase(engine.store.documents, caseId)
  let found = typeof of === 'string' ? await load() : of
  for (let attempt = 1; ; attempt += 1) {
    if (found === null) return { ok: false, refusal: 'no-such-case', details: { caseId } }
    try {
      return await handled(engine, found, command, meta)
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) throw error
    }
    found = await load()
  }
}

async function handled(engine: Engine, found: Stored<Case>, command: Command, meta: CommandMeta): Promise<Handled> {
  const decision = decide(found.value, command, meta, engine)
  if (!decision.ok) return decision
  if (decision.facts.length === 0) return { ok: true, case: found.value, version: found.version }
  const next = decision.facts.reduce<Case>(evolve, found.value)
  const result = await engine.store.documents.write(caseWrite(next, decision.facts, { kind: 'replace', version: found.version }))
  return { ok: true, case: next, version: result.kind === 'written' ? result.version : found.version }
}
