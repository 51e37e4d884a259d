import type { Case } from '../../../core/case.ts'
import { caseOf, type KeptCase } from '../../../core/kept-case.ts'
import { HEADERS, type LogMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { isDeepStrictEqual } from 'node:util'
import { historyProblems } from '../../flow/crash/history-check.ts'

export const idOf = (message: LogMessage): string => message.headers[HEADERS.id] ?? ''

/** Every message of a topic. */
export async function everything(store: Store, topic: string): Promise<readonly LogMessage[]> {
  const found: LogMessage[] = []
  for (const { partition, start, end } of await store.log.ranges(topic)) {
    for (let offset = start; offset < end;) {
      const page = await store.log.read({ topic, partition, offset }, { max: 1000, waitMs: 0 })
      found.push(...page)
      offset = (page.at(-1)?.offset ?? end) + 1
    }
  }
  return found
}

/** Every document of a collection. */
export async function allOf<T>(store: Store, collection: 'cases' | 'posts'): Promise<readonly T[]> {
  const found: T[] = []
  let after: string | undefined
  do {
    const page = await store.documents.query<T>({ collection, limit: 500, ...(after !== undefined && { after }) })
    found.push(...page.items.map((item) => item.value))
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}

/** What must be there in the end. */
export interface Expected {
  /** Ids of all posts. */
  readonly posts: readonly string[]
  /** Of those that need a response. */
  readonly cases: readonly string[]
}

/** Everything that is wrong with an installation that has nothing left to do. Empty when nothing is. */
export async function problemsOf(store: Store, expected: Expected): Promise<readonly string[]> {
  const [cases, archived] = await Promise.all([
    allOf<KeptCase>(store, 'cases').then((kept) => kept.map(caseOf)),
    allOf<{ readonly post: { readonly id: string } }>(store, 'posts'),
  ])
  const [facts, classified] = await Promise.all([everything(store, 'cases'), everything(store, 'posts.classified')])
  const dead = await Promise.all(['posts.dead', 'posts.classified.dead', 'cases.dead'].map((topic) => everything(store, topic)))
  return [
    ...difference(
      'archive',
      expected.posts,
      archived.map(({ post }) => post.id),
    ),
    ...difference(
      'case',
      expected.cases,
      cases.map(({ post }) => post.id),
    ),
    ...difference('classified', expected.posts, [...new Set(classified.map((one) => one.headers[HEADERS.id]?.split('@')[0] ?? ''))]),
    ...cases
      .filter((one) => !isDeepStrictEqual(one.facts.reduce<Case | null>(evolve, null), one))
      .map(({ id }) => `${id} is not what its facts say`),
    ...factProblems(cases, facts),
    ...alarmProblems(cases),
    ...[...classified, ...facts]
      .filter((one) => one.headers[HEADERS.traceParent] === undefined)
      .map((one) => `${idOf(one)} has lost its trace`),
    ...dead.flat().map((one) => `${one.topic} has ${one.headers[HEADERS.errorMessage]}`),
  ]
}

/** Every fact of every case stands on the log, in its order. At least once: a repeat has its own id again, and whoever reads takes it once. */
function factProblems(cases: readonly Case[], messages: readonly LogMessage[]): readonly string[] {
  const firsts = [...Map.groupBy(messages, idOf).values()].flatMap((own) => own.toSorted((a, b) => a.offset - b.offset).slice(0, 1))
  const expected = { cases: cases.flatMap((one) => one.facts.map((fact) => fact.id)) }
  const orderOf = (message: LogMessage): number => Number(idOf(message).split('#')[1])
  const known = new Set(expected.cases)
  return [
    ...historyProblems({ messages: firsts, expected, orderOf }).filter((one) => !one.endsWith('gaps between its offsets')),
    ...firsts.filter((one) => !known.has(idOf(one))).map((one) => `${idOf(one)} is of no case`),
  ]
}

/** Every alarm that is due has gone off, each once. */
function alarmProblems(cases: readonly Case[]): readonly string[] {
  const now = Date.now()
  const fired = cases.flatMap((one) => one.facts.flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : [])))
  const doubled = [...Map.groupBy(fired, (alarm) => alarm.id)].filter(([, own]) => own.length > 1)
  const waiting = cases.flatMap(({ id, clocks }) =>
    clocks
      .filter((clock) => clock.runningSince !== null)
      .flatMap((clock) => clock.stages.filter((stage) => stage.at <= now && !clock.fired.some((one) => one.stage === stage.stage)))
      .map((stage) => `${id} has not told of ${stage.stage}`),
  )
  return [...doubled.map(([id]) => `alarm ${id} went off twice`), ...waiting]
}

/** What is lost, invented and doubled, by name. */
function difference(kind: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const [wanted, there] = [new Set(expected), new Set(found)]
  return [
    ...expected.filter((one) => !there.has(one)).map((one) => `${kind} ${one} is lost`),
    ...[...there].filter((one) => !wanted.has(one)).map((one) => `${kind} ${one} is invented`),
    ...(there.size === found.length ? [] : [`${kind}: ${found.length - there.size} doubled`]),
  ]
}

/** Of the answers that were approved and those that stand on the platform. */
export const publicationProblems = (approved: readonly string[], standing: readonly string[]): readonly string[] => [
  ...approved.filter((text) => !standing.includes(text)).map((text) => `publication lost: ${text}`),
  ...standing
    .filter((text, at) => !approved.includes(text) || standing.indexOf(text) !== at)
    .map((text) => `publication that nobody asked for: ${text}`),
]
