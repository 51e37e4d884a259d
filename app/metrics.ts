import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Settings } from '../config/settings.ts'
import { CASE_STATES } from '../core/case.ts'
import { queryCases } from '../core/kept-case.ts'
import type { Store } from '../core/store.ts'
import { nextAlarmAt } from '../sla-engine/decide/time-passing.ts'
import { lagOf } from './lag.ts'
import type { Measured, Meter } from './meter.ts'

type Role = Settings['roles'][number]

/** Which role consumes which topic, for the lag of each stage. */
const GROUPS: readonly { readonly role: Role; readonly group: string; readonly topic: string }[] = [
  { role: 'classify', group: 'classifier', topic: 'posts' },
  { role: 'route', group: 'intake', topic: 'posts.classified' },
  { role: 'publish', group: 'publisher', topic: 'cases' },
]

export interface Metrics {
  readonly meter: Meter
  /** Prometheus text. */
  text(): Promise<string>
}

interface MetricsOptions {
  readonly store: Store
  readonly roles: readonly Role[]
}

/** What a process tells of itself and of the stages it has a share in; a console tells of all of them, and of the cases. */
export function metrics({ store, roles }: MetricsOptions): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const look = gauges(register, store, roles)
  return {
    meter: counters(register),
    async text() {
      await look()
      return register.metrics()
    },
  }
}

const BATCH_SIZES = [1, 4, 16, 64, 128, 256]
const BATCH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

function counters(register: Registry): Meter {
  const registers = [register]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `otklik_${name}`, help, labelNames, registers })
  const stage = { labelNames: ['stage'], registers }
  const sizes = new Histogram({ name: 'otklik_batch_messages', help: 'Messages of a settled batch', buckets: BATCH_SIZES, ...stage })
  const seconds = new Histogram({
    name: 'otklik_batch_seconds',
    help: 'From taking a batch to its settlement',
    buckets: BATCH_SECONDS,
    ...stage,
  })
  const dead = counter('dead_letters_total', 'Messages set aside', 'stage')
  const retries = counter('retries_total', 'Failures that a later try may cure', 'stage', 'error')
  const conflicts = counter('conflicts_total', 'Writes that met another writer', 'stage')
  const collected = counter('collected_total', 'Posts read from a source', 'collector')
  const heldBack = counter('held_back_seconds_total', 'Collectors waiting for the classifier, and the classifier for the intake', 'who')
  const swept = counter('swept_cases_total', 'Cases looked at because a clock was due')
  const relayed = counter('relayed_messages_total', 'Messages moved from documents to the log')
  const alarms = new Gauge({
    name: 'otklik_source_alarms',
    help: 'Sources that are unreadable, silent or parked, and gaps',
    labelNames: ['collector'],
    registers,
  })
  const leases = new Gauge({ name: 'otklik_lease_held', help: 'Whether this process holds the lease', labelNames: ['lease'], registers })
  const tell: { readonly [Kind in Measured['kind']]: (one: Extract<Measured, { kind: Kind }>) => void } = {
    batch(one) {
      sizes.observe({ stage: one.stage }, one.messages)
      seconds.observe({ stage: one.stage }, one.seconds)
      dead.inc({ stage: one.stage }, one.dead)
    },
    dead: (one) => dead.inc({ stage: one.stage }),
    again(one) {
      if (one.error === 'conflict') conflicts.inc({ stage: one.stage })
      else retries.inc({ stage: one.stage, error: one.error })
    },
    collected(one) {
      collected.inc({ collector: one.collector }, one.posts)
      dead.inc({ stage: 'collect' }, one.dead)
    },
    alarms: (one) => alarms.set({ collector: one.collector }, one.open),
    'held-back': (one) => heldBack.inc({ who: one.who }, one.seconds),
    swept: (one) => swept.inc(one.cases),
    relayed: (one) => relayed.inc(one.messages),
    lease: (one) => leases.set({ lease: one.lease }, one.held ? 1 : 0),
  }
  return <Kind extends Measured['kind']>(measured: Extract<Measured, { kind: Kind }>) => tell[measured.kind as Kind](measured)
}

/** Values that are looked up when they are asked for. */
function gauges(register: Registry, store: Store, roles: readonly Role[]): () => Promise<void> {
  const registers = [register]
  const hasConsole = roles.includes('console')
  const labelNames = ['group', 'topic']
  const lag = new Gauge({ name: 'otklik_lag_messages', help: 'Messages not settled yet', labelNames, registers })
  const age = new Gauge({ name: 'otklik_lag_seconds', help: 'How long the next message to be settled has waited', labelNames, registers })
  const delay = new Gauge({ name: 'otklik_sweep_delay_seconds', help: 'How long the oldest due alarm has waited', registers })
  const cases = new Gauge({ name: 'otklik_cases', help: 'Cases by state', labelNames: ['state'], registers })
  const posts = new Gauge({ name: 'otklik_posts', help: 'Posts in the archive', registers })
  const lookAtLag = async ({ group, topic }: (typeof GROUPS)[number]): Promise<void> => {
    const { messages, next } = await lagOf(store.log, group, topic)
    const [first] = next === null ? [] : await store.log.read(next, { max: 1, waitMs: 0 })
    lag.set({ group, topic }, messages)
    age.set({ group, topic }, first === undefined ? 0 : Math.max(0, Date.now() - first.at) / 1000)
  }
  const lookAtCases = async (): Promise<void> => {
    const found = await store.documents.facet({ collection: 'cases', field: 'state', limit: 50 })
    const byState = new Map(found.map(({ value, count }) => [value, count]))
    for (const state of CASE_STATES) cases.set({ state }, byState.get(state) ?? 0)
    posts.set(await store.documents.count({ collection: 'posts' }))
  }
  return async () => {
    // What cannot be asked now keeps its last value: the counters are there in any case.
    await Promise.allSettled([
      ...GROUPS.filter(({ role }) => hasConsole || roles.includes(role)).map(lookAtLag),
      ...(hasConsole || roles.includes('sweep') ? [sweepDelay(store).then((seconds) => delay.set(seconds))] : []),
      ...(hasConsole ? [lookAtCases()] : []),
    ])
  }
}

async function sweepDelay({ documents }: Store): Promise<number> {
  const now = Date.now()
  const { items } = await queryCases(documents, {
    where: [{ field: 'nextAlarmAt', from: 0, to: now }],
    sort: { field: 'nextAlarmAt', order: 'asc' },
    limit: 1,
  })
  const [oldest] = items
  return oldest === undefined ? 0 : Math.max(0, now - (nextAlarmAt(oldest.value) ?? now)) / 1000
}
