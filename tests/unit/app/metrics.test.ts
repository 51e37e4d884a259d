import { expect } from 'chai'
import { Registry } from 'prom-client'
import { gauges } from '../../../app/gauges.ts'
import { metrics } from '../../../app/metrics.ts'
import { WORKER_ROLES } from '../../../config/settings.ts'
import { Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'

/** Ten posts, nothing else. `answer`: how its servers take a question. */
function storeThat(answer: <T>(found: T) => Promise<T>): Store {
  return {
    log: { committed: () => answer([]), ranges: () => answer([{ topic: 't', partition: 0, start: 0, end: 0 }]) },
    documents: { count: () => answer(10), facet: () => answer([]), query: () => answer({ items: [], next: null }) },
  } as unknown as Store
}

const answers = async <T>(found: T): Promise<T> => found
const LOOKED_UP = ['otklik_cases', 'otklik_lag_messages', 'otklik_lag_seconds', 'otklik_posts', 'otklik_sweep_delay_seconds']

/** Names of the measures of ours that have a value. */
const told = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/^(otklik_\w+?)(?:_bucket|_sum|_count)?(?:\{.*\})? /gm)].map(([, name = '']) => name))].toSorted()

describe('What a process tells of its servers', () => {
  it('is what its roles answer for', async () => {
    const of = async (...roles: (typeof WORKER_ROLES)[number][]) => told(await metrics({ store: storeThat(answers), roles }).text())
    expect(await of('classify')).to.deep.equal(['otklik_lag_messages', 'otklik_lag_seconds'])
    expect(await of('sweep')).to.deep.equal(['otklik_sweep_delay_seconds', 'otklik_swept_cases_total'])
    expect(await of('relay')).to.deep.equal(['otklik_relayed_messages_total'])
    expect(await of('console')).to.deep.equal(LOOKED_UP)
  })

  for (const [how, fails] of [
    ['are away', () => Promise.reject(new Unavailable('away'))],
    ['say nothing', () => new Promise<never>(() => {})],
  ] as const)
    it(`is taken back while they ${how}, and told again afterwards`, async () => {
      const register = new Registry()
      let answer: <T>(found: T) => Promise<T> = fails
      const look = gauges(
        register,
        storeThat((found) => answer(found)),
        WORKER_ROLES,
        20,
      )
      for (const [now, expected] of [
        [fails, []],
        [answers, LOOKED_UP],
        [fails, []],
        [answers, LOOKED_UP],
      ] as const) {
        answer = now
        await look()
        expect(told(await register.metrics())).to.deep.equal(expected)
      }
    })

  it('is not set by an answer that came too late', async () => {
    const register = new Registry()
    const late = Promise.withResolvers<void>()
    const look = gauges(
      register,
      storeThat(async (found) => late.promise.then(() => found)),
      ['console'],
      10,
    )
    await look()
    late.resolve()
    await new Promise((resolve) => void setImmediate(resolve))
    expect(told(await register.metrics())).to.deep.equal([])
  })
})
