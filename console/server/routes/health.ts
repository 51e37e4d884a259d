import { Unavailable } from '../../../core/errors.ts'
import type { ConsoleDeps } from '../deps.ts'
import type { Route } from '../route.ts'

/** For supervisors: says nothing of what is inside. */
export const HEALTH_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/healthz', roles: 'public', handle: async () => ({ ok: true }) },
  {
    method: 'GET',
    url: '/readyz',
    roles: 'public',
    async handle({ deps }) {
      await assertReady(deps)
      return { ok: true }
    },
  },
  {
    method: 'GET',
    url: '/metrics',
    roles: 'public',
    async handle({ deps, reply }) {
      void reply.type('text/plain; version=0.0.4')
      return deps.metrics()
    },
  },
]

/** Whatever keeps it from being ready, a supervisor waits. Why stands in the log. */
async function assertReady(deps: ConsoleDeps): Promise<void> {
  try {
    await deps.assertReady()
  } catch (cause) {
    throw new Unavailable('Otklik waits for its servers', {}, { cause })
  }
}
