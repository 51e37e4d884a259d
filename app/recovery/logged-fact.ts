import { z } from 'zod'
import type { CaseId, CaseState, Fact } from '../../core/case.ts'
import { HEADERS, type LogMessage } from '../../core/message.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { CaseFactSchema } from '../../sla-engine/case-message.ts'
import { FACT_TYPES } from '../../sla-engine/evolve.ts'
import { ClassificationSchema } from '../schemas/classified-schema.ts'
import { PostSchema } from '../schemas/post-schema.ts'
import { readMessage } from '../schemas/read-message.ts'

/** A fact as it lies on `cases`. */
export interface LoggedFact {
  readonly caseId: CaseId
  /** Place in the case's history, from 1; part of the fact's id. */
  readonly ordinal: number
  readonly fact: Fact
  /** Of the case after this fact, as whoever wrote it saw it. */
  readonly state: CaseState
  readonly agencyId: string | null
}

const Clocks = z.array(z.looseObject({ kind: z.string() }))
const FactSchema = CaseFactSchema.shape.fact.extend({
  type: z.string().refine((type) => FACT_TYPES.has(type), { error: 'not a fact this version knows' }),
  starts: Clocks,
  stops: Clocks,
})
const TakenSchema = z.object({ post: PostSchema, classification: ClassificationSchema })
const WITH_POST: ReadonlySet<string> = new Set(['MessageTakenIn', 'MessageRevised'])

/** Loose all the way down: what is read is what was written. */
const LoggedSchema = CaseFactSchema.extend({ fact: FactSchema }).superRefine(({ caseId, fact }, context) => {
  const ordinal = ordinalOf(fact.id, caseId)
  if (ordinal === null) context.addIssue({ code: 'custom', path: ['fact', 'id'], message: `not a fact of ${caseId}` })
  if ((ordinal === 1) !== (fact.type === 'MessageTakenIn'))
    context.addIssue({ code: 'custom', path: ['fact', 'type'], message: 'a case begins with MessageTakenIn, and only once' })
  const taken = WITH_POST.has(fact.type) ? TakenSchema.safeParse(fact) : null
  for (const { path, message } of taken?.error?.issues ?? []) context.addIssue({ code: 'custom', path: ['fact', ...path], message })
})

function ordinalOf(id: string, caseId: string): number | null {
  const ordinal = id.startsWith(`${caseId}#`) ? Number(id.slice(caseId.length + 1)) : Number.NaN
  return Number.isSafeInteger(ordinal) && ordinal > 0 ? ordinal : null
}

/** Reads one message of `cases`. Dead: an unknown major version, an unknown fact, a field that is wrong or missing. */
export function loggedFact(message: LogMessage): Outcome<LoggedFact> {
  const read = readMessage(message, LoggedSchema)
  if (read.kind !== 'ok') return read
  const { caseId, fact, state, agencyId } = read.value
  return ok({
    caseId: caseId as CaseId,
    ordinal: ordinalOf(fact.id, caseId) ?? 0,
    fact: fact as unknown as Fact,
    state: state as CaseState,
    agencyId,
  })
}

/** Where a message stands and what it says it is: `cases/2/17 (case:vk:wall:-1_2#3)`. */
export const placeOf = ({ topic, partition, offset, headers }: LogMessage): string =>
  `${topic}/${partition}/${offset} (${headers[HEADERS.id] ?? 'no id'})`
