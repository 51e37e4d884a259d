import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Store } from '../core/store.ts'
import { CASE_STATES } from '../core/case.ts'

/** What consumes which topic, for the lag of each stage. */
const GROUPS = [
  { group: 'classifier', topic: 'posts' },
  { group: 'intake', topic: 'posts.classified' },
  { group: 'publisher', topic: 'cases' },
] as const

/** Prometheus text: the process, the lag of every stage in messages, cases by state, posts in the archive. */
export function metricsOf(store: Store): () => Promise<string> {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const lag = new Gauge({
    name: 'otklik_lag_messages',
    help: 'Messages not settled yet',
    labelNames: ['group', 'topic'],
    registers: [register],
  })
  const cases = new Gauge({ name: 'otklik_cases', help: 'Cases by state', labelNames: ['state'], registers: [register] })
  const posts = new Gauge({ name: 'otklik_posts', help: 'Posts in the archive', registers: [register] })
  return async () => {
    for (const { group, topic } of GROUPS) lag.set({ group, topic }, await lagOf(store, group, topic))
    const byState = new Map(
      (await store.documents.facet({ collection: 'cases', field: 'state', limit: 50 })).map(({ value, count }) => [value, count]),
    )
    for (const state of CASE_STATES) cases.set({ state }, byState.get(state) ?? 0)
    posts.set(await store.documents.count({ collection: 'posts' }))
    return register.metrics()
  }
}

async function lagOf(store: Store, group: string, topic: string): Promise<number> {
  const committed = new Map((await store.log.committed(group, topic)).map(({ partition, offset }) => [partition, offset]))
  const ranges = await store.log.ranges(topic)
  return ranges.reduce((sum, { partition, start, end }) => sum + end - (committed.get(partition) ?? start), 0)
}
