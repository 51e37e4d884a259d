import { Gauge, type Registry } from 'prom-client'
import type { Settings } from '../config/settings.ts'
import { CASE_STATES } from '../core/case.ts'
import { queryCases } from '../core/kept-case.ts'
import type { Store } from '../core/store.ts'
import { nextAlarmAt } from '../sla-engine/decide/time-passing.ts'
import { lagOf, waitingOf } from './lag.ts'
import { sleep } from './sleep.ts'

type Role = Settings['roles'][number]

/** Which role consumes which topic, for the lag of each stage. */
const GROUPS: readonly { readonly role: Role; readonly group: string; readonly topic: string }[] = [
  { role: 'classify', group: 'classifier', topic: 'posts' },
  { role: 'route', group: 'intake', topic: 'posts.classified' },
  { role: 'publish', group: 'publisher', topic: 'cases' },
]

/** Whoever scrapes gives up after ten seconds, and a server that is away is asked for longer. */
const LOOK_WITHIN_MS = 2000

/** Values that are looked up together when they are asked for. */
interface Look {
  /** Resolves with what sets them: who answers too late sets nothing. */
  ask(): Promise<() => void>
  /** What cannot be asked now is not told: a value of before, or 0, would pass for an answer. */
  forget(): void
}

/** Looks at what these roles answer for; a console at all of it. */
export function gauges(register: Registry, store: Store, roles: readonly Role[], withinMs = LOOK_WITHIN_MS): () => Promise<void> {
  const has = (role: Role): boolean => roles.includes('console') || roles.includes(role)
  const looks = [
    ...lagLooks(
      register,
      store,
      GROUPS.filter(({ role }) => has(role)),
    ),
    ...(has('sweep') ? [delayLook(register, store)] : []),
    ...(has('console') ? [casesLook(register, store), postsLook(register, store)] : []),
  ]
  return async () => {
    const over = new AbortController()
    const late = sleep(withinMs, over.signal).then(() => null)
    await Promise.all(looks.map((look) => looked(look, late)))
    over.abort()
  }
}

async function looked({ ask, forget }: Look, late: Promise<null>): Promise<void> {
  const set = await Promise.race([ask().catch(() => null), late])
  if (set === null) forget()
  else set()
}

function lagLooks(register: Registry, store: Store, groups: typeof GROUPS): readonly Look[] {
  if (groups.length === 0) return []
  const [registers, labelNames] = [[register], ['group', 'topic']]
  const lag = new Gauge({ name: 'otklik_lag_messages', help: 'Messages not settled yet', labelNames, registers })
  const help = 'How long the oldest message that is not settled has waited'
  const age = new Gauge({ name: 'otklik_lag_seconds', help, labelNames, registers })
  return groups.map(({ group, topic }) => ({
    async ask() {
      const { messages, since } = await waitingOf(store.log, await lagOf(store.log, group, topic))
      return () => {
        lag.set({ group, topic }, messages)
        age.set({ group, topic }, since === null ? 0 : Math.max(0, Date.now() - since) / 1000)
      }
    },
    forget() {
      lag.remove({ group, topic })
      age.remove({ group, topic })
    },
  }))
}

function delayLook(register: Registry, store: Store): Look {
  const help = 'How long the oldest due alarm has waited'
  const delay = new Gauge({ name: 'otklik_sweep_delay_seconds', help, registers: [register] })
  return {
    async ask() {
      const seconds = await sweepDelay(store)
      return () => delay.set(seconds)
    },
    forget: () => delay.remove(),
  }
}

function casesLook(register: Registry, store: Store): Look {
  const cases = new Gauge({ name: 'otklik_cases', help: 'Cases by state', labelNames: ['state'], registers: [register] })
  return {
    async ask() {
      const found = await store.documents.facet({ collection: 'cases', field: 'state', limit: 50 })
      const byState = new Map(found.map(({ value, count }) => [value, count]))
      return () => CASE_STATES.forEach((state) => cases.set({ state }, byState.get(state) ?? 0))
    },
    forget: () => cases.reset(),
  }
}

function postsLook(register: Registry, store: Store): Look {
  const posts = new Gauge({ name: 'otklik_posts', help: 'Posts in the archive', registers: [register] })
  return {
    async ask() {
      const count = await store.documents.count({ collection: 'posts' })
      return () => posts.set(count)
    },
    forget: () => posts.remove(),
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
