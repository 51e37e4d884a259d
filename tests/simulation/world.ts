import { routedSpec, TOPICS } from '../../core/topics.ts'
import type { OwedPublication } from '../../app/flows/owed-publication.ts'
import { cloudEvent } from '../../core/message.ts'
import { moscow } from '../builders/case.ts'
import { Faults, type Occurrence } from './faults.ts'
import { problemsOf } from './invariants/problems.ts'
import { MemoryDocuments } from './memory-documents.ts'
import { MemoryLog } from './memory-log.ts'
import { Nature } from './nature.ts'
import { Network } from './network.ts'
import type { Outcome } from './history.ts'
import { keptCases } from './kept-cases.ts'
import { type Parts, PRODUCT } from './parts.ts'
import { People } from './people.ts'
import type { Plan } from './plan.ts'
import { Platform } from './platform.ts'
import { random as randomOf } from './random.ts'
import { AGENCY_IDS } from './region.ts'
import { Scheduler } from './scheduler.ts'
import type { Servers } from './servers.ts'
import { feed as feedOf } from './source.ts'
import { VirtualClock } from './virtual-clock.ts'
import { Workforce } from './workforce.ts'

const START_AT = moscow('17.03.2026 09:00')
const LEASE_MS = 10_000
const BUSY_MS = 30_000
const MOST_STEPS = 40_000
/** After the last fault, what is still on its way arrives. */
const CALM_MS = 6000
const LATER_MS = 20 * 60_000
const AFTERWARDS_MS = 40 * 86_400_000

export interface RunOptions {
  readonly parts?: Parts
  readonly traced?: boolean
}

/** Leads the product through one plan: a time with faults, then rest, then the deadlines that are left; and says which promises were broken. */
export async function run(plan: Plan, { parts = PRODUCT, traced = false }: RunOptions = {}): Promise<Outcome> {
  const random = randomOf(plan.seed)
  const trace: string[] = []
  const occurred: Occurrence[] = []
  const problems: string[] = []
  const clock = new VirtualClock(START_AT)
  const told = (line: string): void => void (traced && trace.push(`${String(clock.now - START_AT).padStart(9)} ms  ${line}`))
  const scheduler = new Scheduler(clock, random.fork('schedule'))
  const { without, skip } = plan
  const faults = new Faults({
    random: random.fork('faults'),
    without,
    skip,
    told(occurrence) {
      occurred.push(occurrence)
      told(`FAULT ${occurrence.number} ${occurrence.fault}: ${occurrence.where}`)
    },
  })
  let sessions = 0
  const servers: Servers = {
    log: new MemoryLog([...TOPICS, ...AGENCY_IDS.map(routedSpec)], LEASE_MS, random.fork('groups')),
    documents: new MemoryDocuments(),
    network: new Network(scheduler, faults, random.fork('network')),
    faults,
    scheduler,
    clock,
    random: random.fork('servers'),
    nextSession: () => (sessions += 1),
  }
  const platform = new Platform()
  const feed = feedOf({ random: random.fork('feed'), posts: plan.posts, from: START_AT, lastsMs: BUSY_MS })
  const died = (error: unknown): void => void problems.push(`died: ${error instanceof Error ? error.stack : String(error)}`)
  const workforce = new Workforce({ servers, parts, platform, feed, told, died }, plan.workers)
  const nature = new Nature(servers, workforce, random.fork('nature'))
  let goesOn = true
  const people: People = new People(
    servers,
    { console: () => workforce.console(), goesOn: () => goesOn && people.acts.length < plan.acts },
    random.fork('people'),
  )

  const poison = plant(servers, random.fork('poison').int(3))
  scheduler.before = (task) => {
    if (task.owner !== null) nature.maybeCrash(task.owner, task.name)
    if (traced && task.name !== 'wakes') told(`${task.owner === null ? '→' : '←'} ${task.name}`)
  }
  workforce.start()
  people.start(died)
  nature.start()

  const isCalm = (): boolean => people.waiting === 0 && isAtRest(servers, feed.length)
  const until = async (done: () => boolean): Promise<void> => {
    while (!done() && problems.length === 0 && scheduler.steps < MOST_STEPS) await scheduler.step()
  }
  await until(() => nature.hasPassed() && (people.acts.length >= plan.acts || scheduler.steps > 6000))
  told('the faults end')
  goesOn = false
  faults.end()
  workforce.heal()
  const healedAt = clock.now
  await until(() => clock.now > healedAt + CALM_MS && isCalm())
  // Publications are tried again after up to a quarter of an hour, and claims of the dead run out.
  while (publicationsLeft(servers) && problems.length === 0 && scheduler.steps < MOST_STEPS) {
    clock.advanceTo(clock.now + LATER_MS)
    const from = clock.now
    await until(() => clock.now > from + CALM_MS / 3 && isCalm())
  }
  clock.advanceTo(Math.max(clock.now, ...lastFacts(servers)) + AFTERWARDS_MS)
  told('forty days pass')
  await until(isCalm)
  workforce.end()
  if (scheduler.steps >= MOST_STEPS) problems.push(`restless: ${restlessness(servers, feed.length, people.waiting)}`)
  else if (problems.length === 0) {
    const { log, documents } = servers
    problems.push(...problemsOf({ feed, poison, acts: people.acts, log, documents, answers: platform.answers, endedAt: clock.now }))
  }
  return { problems, steps: scheduler.steps, faults: occurred, trace }
}

const GROUPS = { classifier: ['posts'], intake: ['posts.classified'], publisher: ['cases'] } as const

/** Nothing on its way, nothing owed, nothing due. */
function isAtRest({ log, documents, clock }: Servers, items: number): boolean {
  const lags = Object.entries(GROUPS).some(([group, topics]) => log.lag(group, topics) > 0)
  const due = (): boolean => keptCases(documents).some(({ fields }) => Number(fields['nextAlarmAt'] ?? Infinity) <= clock.now)
  return !lags && documents.owing(1).length === 0 && Number(documents.get('cursors', 'feed')?.value ?? 0) >= items && !due()
}

/** Whether a connector has something left to try. */
const publicationsLeft = ({ documents }: Servers): boolean =>
  documents.all<OwedPublication>('publications').some(({ value }) => value.retryAt !== null)

function restlessness({ log, documents }: Servers, items: number, waiting: number): string {
  const lags = Object.entries(GROUPS).map(([group, topics]) => `${group} lags ${log.lag(group, topics)}`)
  const read = Number(documents.get('cursors', 'feed')?.value ?? 0)
  return [...lags, `${documents.owing(1000).length} documents owe`, `${items - read} items unread`, `${waiting} people wait`].join(', ')
}

const lastFacts = ({ documents }: Servers): readonly number[] => keptCases(documents).map(({ value }) => value.facts.at(-1)?.at ?? 0)

/** What other programs put on `posts` and nobody can read. */
function plant({ log, clock }: Servers, count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => {
    const message = {
      ...cloudEvent({ topic: 'posts', key: 'k', id: `poison-${number}`, type: 'otklik.post.v1', at: clock.now, data: 0 }),
      value: `{"poison":${number}`,
    }
    log.append(log.partitionFor(message), [message])
    return message.value
  })
}
