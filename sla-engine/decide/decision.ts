import type { Agency } from '../../core/agency.ts'
import type { Actor } from '../../core/actor.ts'
import type { Case, Command, CommandMeta, Fact, Refusal } from '../../core/case.ts'
import type { Clock, ClockKind } from '../../core/clock.ts'
import type { Platform } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import type { Terms } from '../terms.ts'

/** What a decision may ask about the region's bodies and platforms. */
export interface Directory {
  agency(id: string): Agency | null
  /** Longest answer the platform takes in UTF-16 units; null: no limit known. */
  maxLength(platform: Platform): number | null
}

export type Decision =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly details: Readonly<Record<string, unknown>> }

/** A fact before it gets its id, time and actor. */
type Unstamped<F> = F extends Fact ? Omit<F, 'id' | 'at' | 'effectiveAt' | 'by' | 'key' | 'late' | 'starts' | 'stops'> : never
export type Draw = Unstamped<Fact> & {
  readonly effectiveAt?: Instant
  readonly late?: boolean
  readonly starts?: readonly Clock[]
  readonly stops?: Fact['stops']
}

/** Everything a rule looks at. */
export interface Situation {
  readonly current: Case
  readonly meta: CommandMeta
  readonly terms: Terms
  readonly directory: Directory
}

export type Verdict = readonly Draw[] | RefusalVerdict
export interface RefusalVerdict {
  readonly refusal: Refusal
  readonly details: Readonly<Record<string, unknown>>
}

export type Rule<Type extends Command['type']> = (situation: Situation, command: Extract<Command, { type: Type }>) => Verdict

export const refuse = (refusal: Refusal, details: Readonly<Record<string, unknown>> = {}): RefusalVerdict => ({ refusal, details })

/** The running clocks of these kinds, stopped at an instant. */
export const stops = (current: Case, kinds: readonly ClockKind[], at: Instant): Fact['stops'] =>
  current.clocks.filter((clock) => clock.runningSince !== null && kinds.includes(clock.kind)).map(({ kind }) => ({ kind, at }))

/** Every running clock, stopped. */
export const stopsAll = (current: Case, at: Instant): Fact['stops'] =>
  current.clocks.filter((clock) => clock.runningSince !== null).map(({ kind }) => ({ kind, at }))

/** Promises whose length is the importance's. */
export const BY_IMPORTANCE: readonly ClockKind[] = ['ANSWER', 'DRAFT']

/** The DRAFT that a return has stopped (p.8) and the re-routing starts again (p.9); none while an agency has the case. */
export const heldDraft = (current: Case): readonly Clock[] =>
  current.state === 'returned' ? current.clocks.filter((clock) => clock.kind === 'DRAFT' && clock.runningSince === null).slice(-1) : []

/** Tells the agency that has the case that it has it no more. */
export const leaving = ({ agencyId }: Case): { readonly agencyId?: string } => (agencyId === null ? {} : { agencyId })

/** A clock of the next generation of its kind. */
export function start({ current, terms }: Situation, kind: ClockKind, at: Instant): Clock {
  return terms.start(kind, nextGeneration(current, kind), at, current.importance ?? 'normal')
}

export const nextGeneration = ({ clocks }: Case, kind: ClockKind): number =>
  clocks.reduce((most, clock) => (clock.kind === kind ? Math.max(most, clock.generation) : most), 0) + 1

export const SYSTEM: Actor = { kind: 'system', id: 'sla-engine', name: 'sla-engine', role: null, agencyId: null }

/** Gives the fact its identity. A fact is late when its rule says so or, where that says nothing, when it stops a promise after its due time; RETURN
 *  is a right, not a promise (p.8). */
export function stamp(current: Case, draw: Draw, meta: CommandMeta, at: Instant): Fact {
  const stopped = draw.stops ?? []
  const overran = current.clocks.some(
    (clock) =>
      clock.kind !== 'RETURN' && clock.runningSince !== null && stopped.some((stop) => stop.kind === clock.kind && stop.at > clock.dueAt),
  )
  const stamped = {
    ...draw,
    id: `${current.id}#${current.facts.length + 1}`,
    at,
    effectiveAt: draw.effectiveAt ?? at,
    by: meta.by,
    key: meta.key,
    late: draw.late ?? overran,
    starts: draw.starts ?? [],
    stops: stopped,
  }
  return stamped satisfies Fact
}
