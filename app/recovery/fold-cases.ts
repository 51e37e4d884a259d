import { canonical } from '../../core/canonical.ts'
import type { Case, CaseId } from '../../core/case.ts'
import type { Stored, Write } from '../../core/documents.ts'
import { getCase } from '../../core/kept-case.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { caseWrite } from '../../sla-engine/case-write.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { type LoggedFact, loggedFact, placeOf } from './logged-fact.ts'

/** Something that keeps a case from being made anew; `caseId` null: nobody can say whose it is. */
export interface Problem {
  readonly caseId: string | null
  readonly sentence: string
}

/** Folds the facts of `cases` into the documents of a store. */
export interface CaseFolding {
  /** Messages in the order of their partition; their effect is durable on return. A repeated message changes nothing. */
  take(messages: readonly LogMessage[]): Promise<void>
  /** What is wrong, once the last message was taken. */
  problems(): readonly Problem[]
}

export function caseFolding(store: Store): CaseFolding {
  const problems: Problem[] = []
  /** Facts that came before the one they follow. */
  const waiting = new Map<CaseId, readonly LoggedFact[]>()

  async function fold(caseId: CaseId, arrived: readonly LoggedFact[]): Promise<readonly Write[]> {
    const found = await getCase(store.documents, caseId)
    const facts = [...(waiting.get(caseId) ?? []), ...arrived].toSorted((a, b) => a.ordinal - b.ordinal)
    const folded = folding(found?.value ?? null, facts)
    problems.push(...folded.problems.map((sentence) => ({ caseId, sentence })))
    if (folded.early.length > 0) waiting.set(caseId, folded.early)
    else waiting.delete(caseId)
    return folded.current === null || folded.current === found?.value ? [] : [written(folded.current, found)]
  }

  return {
    async take(messages) {
      const arrived = new Map<CaseId, LoggedFact[]>()
      for (const message of messages) {
        const read = loggedFact(message)
        if (read.kind === 'dead') problems.push({ caseId: null, sentence: `${placeOf(message)}: ${read.error.message}` })
        if (read.kind === 'ok') arrived.set(read.value.caseId, [...(arrived.get(read.value.caseId) ?? []), read.value])
      }
      const writes = await Promise.all([...arrived].map(([caseId, facts]) => fold(caseId, facts)))
      if (writes.flat().length > 0) await store.settle({ writes: writes.flat(), strict: true })
    },
    problems: () => [...problems, ...[...waiting].map(([caseId, facts]) => ({ caseId, sentence: holeBefore(caseId, facts) }))],
  }
}

/** The messages of these facts lie on the log already: the document owes nothing. */
function written(current: Case, found: Stored<Case> | null): Write {
  const mode = found === null ? ({ kind: 'create' } as const) : ({ kind: 'replace', version: found.version } as const)
  return caseWrite(current, [], mode)
}

interface Folded {
  readonly current: Case | null
  readonly problems: readonly string[]
  readonly early: readonly LoggedFact[]
}

/** `facts` by ascending ordinal. */
function folding(before: Case | null, facts: readonly LoggedFact[]): Folded {
  let current = before
  const problems: string[] = []
  const early: LoggedFact[] = []
  for (const one of facts) {
    const known = current?.facts.length ?? 0
    if (one.ordinal > known + 1) early.push(one)
    else if (one.ordinal === known + 1) {
      current = evolve(current, one.fact)
      problems.push(...disagreement(current, one))
    } else if (canonical(current?.facts[one.ordinal - 1]) !== canonical(one.fact))
      problems.push(`${one.fact.id}: the log has two different facts with this id`)
  }
  return { current, problems, early }
}

/** Whoever decided the fact said what the case was after it. */
function disagreement({ state, agencyId }: Case, { fact, ...said }: LoggedFact): readonly string[] {
  if (state === said.state && agencyId === said.agencyId) return []
  return [`${fact.id}: its facts lead to ${state} at ${agencyId}, its message says ${said.state} at ${said.agencyId}`]
}

function holeBefore(caseId: CaseId, facts: readonly LoggedFact[]): string {
  const first = facts[0]?.ordinal ?? 0
  return `${caseId}: facts before #${first} are missing, ${facts.length} later ones wait for them`
}
