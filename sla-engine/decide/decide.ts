import type { Case, Command, CommandMeta, Fact } from '../../core/case.ts'
import { isRightMoment, mayCommand } from '../authority.ts'
import { evolve } from '../evolve.ts'
import type { Terms } from '../terms.ts'
import { correctCalendar } from './calendar-correction.ts'
import { type Decision, type Directory, type Draw, refuse, type Rule, type Situation, stamp, SYSTEM, type Verdict } from './decision.ts'
import { approve, askRework, submit } from './drafting.ts'
import { comment, publish, reopen, reportPublicationFailure } from './publishing.ts'
import { changeImportance, detect, dismiss, refuseMessage } from './review.ts'
import { accept, reroute, returnMessage, route } from './routing.ts'
import { dueAlarms, tacitAcceptance } from './time-passing.ts'

const RULES: { readonly [Type in Command['type']]: Rule<Type> } = {
  detect,
  dismiss,
  refuse: refuseMessage,
  route,
  return: returnMessage,
  reroute,
  accept,
  submit,
  approve,
  'ask-rework': askRework,
  publish,
  'report-publication-failure': reportPublicationFailure,
  'change-importance': changeImportance,
  reopen,
  comment,
  'correct-calendar': correctCalendar,
  'fire-alarms': () => [],
}

export interface Deciding {
  readonly terms: Terms
  readonly directory: Directory
}

/**
 * The facts a command makes, or the code of what the domain refuses. First comes what time has done by then (tacit
 * acceptance, due alarms), then the act. What it has done by days that a correction of the calendar takes back
 * is left to the next sweep. A command whose key was applied makes no fact. Pure.
 */
export function decide(stored: Case, command: Command, meta: CommandMeta, { terms, directory }: Deciding): Decision {
  if (stored.appliedKeys.includes(meta.key)) return { ok: true, facts: [] }
  // Facts never precede their predecessor, whatever the clocks of two machines say.
  const at = Math.max(meta.at, stored.facts.at(-1)?.at ?? meta.at)
  const passed = command.type === 'correct-calendar' ? [] : timePassing(stored, command, at, terms)
  const current = passed.reduce<Case>(evolve, stored)
  const situation: Situation = { current, meta: { ...meta, at }, terms, directory }
  const verdict = judge(situation, command)
  if ('refusal' in verdict) return { ok: false, ...verdict }
  const facts = [...passed, ...stamped(current, verdict, situation.meta)]
  return command.type === 'fire-alarms' && facts.length === 0 ? { ok: false, ...refuse('nothing-due') } : { ok: true, facts }
}

function judge(situation: Situation, command: Command): Verdict {
  const { current, meta } = situation
  if (!mayCommand(meta.by, current, command.type)) return refuse('not-yours', { command: command.type })
  if (!isRightMoment(current, command.type)) return refuse('wrong-moment', { command: command.type, state: current.state })
  const rule = RULES[command.type] as Rule<Command['type']>
  return rule(situation, command)
}

/** Breach is judged by event times: an answer that stood on the platform in time fires no alarm, however late we learn of it. */
function timePassing(stored: Case, command: Command, at: number, terms: Terms): readonly Fact[] {
  const until = command.type === 'publish' ? { ANSWER: Math.min(command.publishedAt, at), PUBLISH: Math.min(command.publishedAt, at) } : {}
  const draws = [tacitAcceptance(stored, at), dueAlarms(stored, at, until, terms.alarmLateAfterMs)].filter((draw) => draw !== null)
  return stamped(stored, draws, { by: SYSTEM, at, key: `time:${stored.facts.length}` })
}

function stamped(from: Case, draws: readonly Draw[], meta: CommandMeta): readonly Fact[] {
  let current = from
  return draws.map((draw) => {
    const fact = stamp(current, draw, meta, meta.at)
    current = evolve(current, fact)
    return fact
  })
}
