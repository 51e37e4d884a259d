import type { Case, Fact } from '../../../core/case.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'

/** Every alarm that came due was recorded, once, and none before its time. */
export function alarmProblems({ documents, endedAt }: History): readonly string[] {
  const cases = keptCases(documents).map(({ value }) => value)
  const fired = cases.flatMap((one) => one.facts.flatMap(alarmsOf))
  const ids = Map.groupBy(fired, (alarm) => alarm.id)
  return [
    ...[...ids].filter(([, own]) => own.length > 1).map(([id]) => `alarms doubled: ${id}`),
    ...cases.flatMap((one) => missed(one, endedAt)),
    ...cases.flatMap(early),
  ]
}

const alarmsOf = (fact: Fact) => (fact.type === 'AlarmFired' ? fact.alarms : [])

const missed = ({ id, clocks }: Case, endedAt: number): readonly string[] =>
  clocks
    .filter((clock) => clock.runningSince !== null)
    .flatMap((clock) =>
      clock.stages
        .filter((due) => due.at <= endedAt && !clock.fired.some((one) => one.stage === due.stage))
        .map((due) => `alarms lost: ${id} ${clock.kind} ${clock.generation} ${due.stage}`),
    )

function early({ id, facts, clocks }: Case): readonly string[] {
  const stages = new Map<string, number>(
    [...facts.flatMap((fact) => fact.starts), ...clocks].flatMap((clock) =>
      clock.stages.map((due) => [`${clock.kind} ${clock.generation} ${due.stage}`, due.at] as const),
    ),
  )
  return facts.flatMap((fact) =>
    alarmsOf(fact).flatMap(({ kind, generation, stage }) => {
      const name = `${kind} ${generation} ${stage}`
      return fact.at >= (stages.get(name) ?? Infinity) ? [] : [`alarms invented: ${id} ${name}`]
    }),
  )
}
