import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Settings } from '../config/settings.ts'
import type { Store } from '../core/store.ts'
import { gauges } from './gauges.ts'
import type { Measured, Meter } from './meter.ts'

type Role = Settings['roles'][number]

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
    meter: counters(register, roles),
    async text() {
      await look()
      return register.metrics()
    },
  }
}

const BATCH_SIZES = [1, 4, 16, 64, 128, 256]
const BATCH_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What is counted as it happens. */
function counted(register: Registry, roles: readonly Role[]) {
  const registers = [register]
  // Without labels it tells 0 from the first moment on: only of whoever may count.
  const counterOf = (role: Role, name: string, help: string) =>
    new Counter({ name: `otklik_${name}`, help, registers: roles.includes(role) ? registers : [] })
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
    swept: counterOf('sweep', 'swept_cases_total', 'Cases looked at because a clock was due'),
    relayed: counterOf('relay', 'relayed_messages_total', 'Messages moved from documents to the log'),
    leases: gauge('lease_held', 'Whether this process holds the lease', 'lease'),
  }
}

type Tell = { readonly [Kind in Measured['kind']]: (one: Extract<Measured, { kind: Kind }>) => void }

function counters(register: Registry, roles: readonly Role[]): Meter {
  const { sizes, seconds, dead, retries, conflicts, breaker, collected, alarms, heldBack, swept, relayed, leases } = counted(
    register,
    roles,
  )
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
