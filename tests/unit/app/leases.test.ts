import { expect } from 'chai'
import { type Lease, type Leases, storeLeases } from '../../../app/leases.ts'
import type { Stored, Version, Write, WriteResult } from '../../../core/documents.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'
import { failure } from '../../contract/subject.ts'

const TIMES = { goneAfterMs: 12_000, renewMs: 3000, stopAfterMs: 8000, lookMs: 1000 }

type Answer = (write: Write) => Promise<WriteResult>

describe('The holder of a lease', () => {
  let stop: AbortController
  beforeEach(() => (stop = new AbortController()))
  afterEach(() => stop.abort())

  /** Time that passes when the test says so; everything that is due, and what follows from it, has happened then. */
  function time() {
    let now = 0
    const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()
    const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    return {
      elapsed: () => now,
      sleep: (ms: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          if (signal.aborted) return resolve()
          const one = { at: now + ms, wake: resolve }
          sleepers.add(one)
          signal.addEventListener('abort', () => sleepers.delete(one) && resolve(), { once: true })
        }),
      async pass(ms: number): Promise<void> {
        const end = now + ms
        for (;;) {
          await settled()
          const [next] = [...sleepers].filter((one) => one.at <= end).toSorted((a, b) => a.at - b.at)
          if (next === undefined) break
          now = next.at
          sleepers.delete(next)
          next.wake()
        }
        now = end
      },
    }
  }

  const written: Answer = async () => ({ kind: 'written', version: '1' as unknown as Version })
  const never: Answer = () => new Promise(() => {})
  /** Throws only once the time has passed, as a client does that tries again by itself. */
  const slowly =
    ({ sleep }: Pick<ReturnType<typeof time>, 'sleep'>, ms: number, then: Answer): Answer =>
    async (write) => {
      await sleep(ms, new AbortController().signal)
      return then(write)
    }
  const away: Answer = async () => {
    throw new Unavailable('no answer')
  }
  const forbidden: Answer = async () => {
    throw new Misconfigured('no right')
  }

  /** A free lease of a store that answers its writes one after the other like this, and the last way for ever. */
  function leases({ elapsed, sleep }: Pick<ReturnType<typeof time>, 'elapsed' | 'sleep'>, answers: readonly Answer[]): Leases {
    let writes = 0
    const documents = {
      get: async () => null,
      write: (write: Write) => (answers[Math.min(writes++, answers.length - 1)] ?? written)(write),
    } as unknown as Store['documents']
    return storeLeases({ store: { documents }, holder: 'a', times: TIMES, elapsed, sleep, report: () => {} })
  }

  /** Works until told to stop. */
  function hold(of: Leases) {
    const taken: Lease[] = []
    const over = of.whileHeld('sweep', stop.signal, async (lease) => {
      taken.push(lease)
      await new Promise((resolve) => lease.signal.addEventListener('abort', resolve, { once: true }))
    })
    return { isWorking: () => taken.at(-1)?.signal.aborted === false, times: () => taken.length, over }
  }

  it('works on while its renewals succeed', async () => {
    const clock = time()
    const { isWorking, times } = hold(leases(clock, [written]))
    await clock.pass(60_000)
    expect([isWorking(), times()]).to.deep.equal([true, 1])
  })

  for (const [name, answer] of [
    ['is never answered', () => never],
    ['fails only after a minute', (clock: ReturnType<typeof time>) => slowly(clock, 60_000, away)],
    ['succeeds only after a minute', (clock: ReturnType<typeof time>) => slowly(clock, 60_000, written)],
  ] as const) {
    it(`stops by its own clock when a renewal ${name}`, async () => {
      const clock = time()
      const { isWorking } = hold(leases(clock, [written, answer(clock), never]))
      await clock.pass(TIMES.stopAfterMs - 1)
      expect(isWorking()).to.equal(true)
      await clock.pass(1)
      expect(isWorking()).to.equal(false)
      await clock.pass(120_000)
    })
  }

  it('takes up its own lease again as soon as a store that was away answers', async () => {
    const clock = time()
    let isAway = false
    let kept: Stored<unknown> | null = null
    const unlessAway = async <T>(answer: () => T): Promise<T> => {
      if (isAway) throw new Unavailable('no answer')
      return answer()
    }
    const documents = {
      get: () => unlessAway(() => kept),
      write: ({ id, value }: Write) =>
        unlessAway(() => {
          kept = { id, value, version: `${Number(kept?.version ?? 0) + 1}` as Version }
          return { kind: 'written', version: kept.version }
        }),
    } as unknown as Store['documents']
    const { isWorking, times } = hold(storeLeases({ ...clock, store: { documents }, holder: 'a', times: TIMES, report: () => {} }))
    await clock.pass(0)
    isAway = true
    await clock.pass(TIMES.stopAfterMs)
    expect([isWorking(), times()]).to.deep.equal([false, 1])
    isAway = false
    await clock.pass(TIMES.lookMs)
    expect([isWorking(), times()]).to.deep.equal([true, 2])
  })

  it('counts from when it asked for the lease, not from when it was told that it has it', async () => {
    const clock = time()
    const { isWorking, times } = hold(leases(clock, [slowly(clock, 7000, written), never]))
    await clock.pass(7000)
    expect([isWorking(), times()]).to.deep.equal([true, 1])
    await clock.pass(1000)
    expect(isWorking()).to.equal(false)
  })

  it('ends its work at once when it can never renew, and says why then', async () => {
    const clock = time()
    const unheard: unknown[] = []
    const hear = (error: unknown): void => void unheard.push(error)
    process.on('unhandledRejection', hear)
    const goOn = Promise.withResolvers<void>()
    let signal: AbortSignal | null = null
    const ended = failure(
      leases(clock, [written, forbidden]).whileHeld('sweep', stop.signal, async (lease) => {
        signal = lease.signal
        await goOn.promise
      }),
    )
    await clock.pass(TIMES.renewMs)
    await clock.pass(0)
    expect(signal).to.include({ aborted: true })
    goOn.resolve()
    expect(await ended).to.be.instanceOf(Misconfigured)
    process.off('unhandledRejection', hear)
    expect(unheard).to.deep.equal([])
  })
})
