import type { Route } from '../route.ts'

/** For supervisors: says nothing of what is inside. */
export const HEALTH_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/healthz', roles: 'public', handle: async () => ({ ok: true }) },
  {
    method: 'GET',
    url: '/readyz',
    roles: 'public',
    async handle({ deps }) {
      await deps.assertReady()
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
