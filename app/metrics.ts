import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Settings } from '../config/settings.ts'
import { CASE_STATES } from '../core/case.ts'
import { queryCases } from '../core/kept-case.ts'
import type { Store } from '../core/store.ts'
import { nextAlarmAt } from '../sla-engine/decide/time-passing.ts'
import { lagOf, waitingOf } from './lag.ts'
import type { Measured, Meter } from './meter.ts'
import { sleep } from './sleep.ts'

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

/** Whoever scrapes gives up after ten seconds, and a server that is away is asked for longer. */
const LOOK_WITHIN_MS = 2000
const BATCH_SIZES = [1, 4, 16, 64, 128, 256]
const BATCH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What is counted as it happens. */
function counted(register: Registry) {
  const registers = [register]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `otklik_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string, ...labelNames: string[]) => new Gauge({ name: `otklik_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `otklik_${name}`, help, buckets, labelNames: ['stage'], registers })
  return {
    sizes: histogram('batch_messages', 'Messages of a settled batch', BATCH_SIZES),
    seconds: histogram('batch_seconds', 'From taking a batch to its settlement', BATCH_SECONDS),
    dead: counter('dead_letters_total', 'Messages set aside', 'stage'),
    retries: counter('retries_total', 'Failures that a later try may cure', 'stage', 'error'),
    conflicts: counter('conflicts_total', 'Writes that met another writer', 'stage'),
    breaker: gauge('breaker_open', 'Whether work waits because a server did not answer', 'stage'),
    collected: counter('collected_total', 'Posts read from a source', 'collector'),
    alarms: gauge('source_alarms', 'Sources that are unreadable, silent or parked, and gaps', 'collector'),
    heldBack: counter('held_back_seconds_total', 'Collectors waiting for the classifier, and the classifier for the intake', 'who'),
    swept: counter('swept_cases_total', 'Cases looked at because a clock was due'),
    relayed: counter('relayed_messages_total', 'Messages moved from documents to the log'),
    leases: gauge('lease_held', 'Whether this process holds the lease', 'lease'),
  }
}

type Tell = { readonly [Kind in Measured['kind']]: (one: Extract<Measured, { kind: Kind }>) => void }

function counters(register: Registry): Meter {
  const { sizes, seconds, dead, retries, conflicts, breaker, collected, alarms, heldBack, swept, relayed, leases } = counted(register)
  const tell: Tell = {
    batch({ stage, messages, seconds: took, dead: aside }) {
      sizes.observe({ stage }, messages)
      seconds.observe({ stage }, took)
      dead.inc({ stage }, aside)
    },
    dead: ({ stage }) => dead.inc({ stage }),
    again({ stage, error }) {
      if (error === 'conflict') conflicts.inc({ stage })
      else retries.inc({ stage, error })
      if (error === 'unavailable') breaker.set({ stage }, 1)
    },
    well: ({ stage }) => breaker.set({ stage }, 0),
    collected({ collector, posts, dead: aside }) {
      collected.inc({ collector }, posts)
      dead.inc({ stage: 'collect' }, aside)
    },
    alarms: ({ collector, open }) => alarms.set({ collector }, open),
    'held-back': ({ who, seconds: waited }) => heldBack.inc({ who }, waited),
    swept: ({ cases }) => swept.inc(cases),
    relayed: ({ messages }) => relayed.inc(messages),
    lease: ({ lease, held }) => leases.set({ lease }, held ? 1 : 0),
  }
  return <Kind extends Measured['kind']>(measured: Extract<Measured, { kind: Kind }>) => tell[measured.kind as Kind](measured)
}

/** Values that are looked up when they are asked for. */
function gauges(register: Registry, store: Store, roles: readonly Role[]): () => Promise<void> {
  const registers = [register]
  const hasConsole = roles.includes('console')
  const labelNames = ['group', 'topic']
  const lag = new Gauge({ name: 'otklik_lag_messages', help: 'Messages not settled yet', labelNames, registers })
  const age = new Gauge({
    name: 'otklik_lag_seconds',
    help: 'How long the oldest message that is not settled has waited',
    labelNames,
    registers,
  })
  const delay = new Gauge({ name: 'otklik_sweep_delay_seconds', help: 'How long the oldest due alarm has waited', registers })
  const cases = new Gauge({ name: 'otklik_cases', help: 'Cases by state', labelNames: ['state'], registers })
  const posts = new Gauge({ name: 'otklik_posts', help: 'Posts in the archive', registers })
  const lookAtLag = async ({ group, topic }: (typeof GROUPS)[number]): Promise<void> => {
    const { messages, since } = await waitingOf(store.log, await lagOf(store.log, group, topic))
    lag.set({ group, topic }, messages)
    age.set({ group, topic }, since === null ? 0 : Math.max(0, Date.now() - since) / 1000)
  }
  const lookAtCases = async (): Promise<void> => {
    const found = await store.documents.facet({ collection: 'cases', field: 'state', limit: 50 })
    const byState = new Map(found.map(({ value, count }) => [value, count]))
    for (const state of CASE_STATES) cases.set({ state }, byState.get(state) ?? 0)
    posts.set(await store.documents.count({ collection: 'posts' }))
  }
  return async () => {
    // What cannot be asked now keeps its last value: the counters are there in any case.
    const over = new AbortController()
    const looked = Promise.allSettled([
      ...GROUPS.filter(({ role }) => hasConsole || roles.includes(role)).map(lookAtLag),
      ...(hasConsole || roles.includes('sweep') ? [sweepDelay(store).then((seconds) => delay.set(seconds))] : []),
      ...(hasConsole ? [lookAtCases()] : []),
    ])
    await Promise.race([looked.then(() => over.abort()), sleep(LOOK_WITHIN_MS, over.signal)])
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
