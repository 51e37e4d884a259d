import { expect } from 'chai'
import { consume, type Frame, type Stage } from '../../../app/flows/consume.ts'
import type { Measured } from '../../../app/meter.ts'
import { meteredFrame } from '../../../app/pipeline.ts'
import { Malformed, StaleMember } from '../../../core/errors.ts'
import type { Subscription } from '../../../core/log.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { Settlement, Store } from '../../../core/store.ts'

const FITS = 10
const COUNT = 100

/** A topic whose partition passes on before more than a few messages are settled, as on a machine that is too slow for its leases. */
function slowWorld() {
  const end = new AbortController()
  const taken: number[] = []
  let committed = 0
  const subscribe = async (): Promise<Subscription> => {
    let offset = committed
    return {
      fence: { group: 'g', member: 'm' },
      poll: async ({ max }) => {
        const found = Array.from({ length: Math.min(max, COUNT - offset) }, (_, index) => messageAt(offset + index))
        offset += found.length
        return found
      },
      commit: async () => {},
      seek: async () => {},
      assigned: async () => [],
      close: async () => {},
    }
  }
  const settle = async ({ commit }: Settlement): Promise<[]> => {
    const next = commit?.positions[0]?.offset ?? 0
    taken.push(next - committed)
    if (next - committed > FITS) throw new StaleMember('the partition has passed on')
    committed = next
    if (committed === COUNT) end.abort()
    return []
  }
  const store = { log: { subscribe }, settle } as unknown as Store
  const frame: Frame = { store, member: 'm', now: () => 0, sleep: async () => {}, report: () => {} }
  return { frame, signal: end.signal, taken, committed: () => committed }
}

const messageAt = (offset: number): LogMessage => ({ topic: 't', partition: 0, offset, key: 'k', value: '1', headers: {}, at: 0 })
const stage: Stage = { group: 'g', topics: ['t'], batch: 256, process: async () => ({}) }

describe('a stage on a machine that is too slow for its leases', () => {
  it('takes less and less until a batch is done in time, and reaches the end', async () => {
    const world = slowWorld()
    await consume(world.frame, stage, world.signal)
    expect(world.committed()).to.equal(COUNT)
    expect(world.taken[0]).to.equal(COUNT)
    expect(world.taken.at(-1)).to.be.at.most(FITS)
  })
})

describe('a batch that is worked on while the one in front is being settled', () => {
  it('is told of that settlement, which is over once the promise is', async () => {
    const end = new AbortController()
    const settling: number[] = []
    const over: (readonly number[])[] = []
    const settle = async ({ commit }: Settlement): Promise<[]> => {
      const next = commit?.positions[0]?.offset ?? 0
      await new Promise((resolve) => setTimeout(resolve, 5))
      settling.push(next)
      if (next === 3) end.abort()
      return []
    }
    const subscribe = async (): Promise<Subscription> => ({
      fence: { group: 'g', member: 'm' },
      poll: async () => (settling.length > 0 ? [] : [0, 1, 2].map(messageAt)),
      commit: async () => {},
      seek: async () => {},
      assigned: async () => [],
      close: async () => {},
    })
    const store = { log: { subscribe }, settle } as unknown as Store
    const frame: Frame = { store, member: 'm', now: () => 0, sleep: async () => {}, report: () => {} }
    const looking: Stage = {
      ...stage,
      batch: 1,
      async process(_, { inFront } = {}) {
        await inFront
        over.push([...settling])
        return {}
      },
    }
    await consume(frame, looking, end.signal)
    expect(over).to.deep.equal([[], [1], [1, 2]])
  })
})

/** Three messages, of which the store refuses the second whatever comes with it, as often as said. Whoever joins is given its share at the
 *  second poll. */
function poisonedWorld(details: Readonly<Record<string, unknown>> = {}, times = Infinity) {
  const end = new AbortController()
  const [aside, reports]: [string[], string[]] = [[], []]
  let [committed, joined, refused] = [0, 0, 0]
  const subscribe = async (): Promise<Subscription> => {
    let polls = 0
    joined += 1
    if (joined > 10) end.abort()
    return {
      fence: { group: 'g', member: 'm' },
      poll: async () => {
        polls += 1
        return polls === 1 ? [] : [0, 1, 2].slice(committed).map(messageAt)
      },
      commit: async () => {},
      seek: async () => {},
      assigned: async () => [],
      close: async () => {},
    }
  }
  const settle = async ({ append = [], commit }: Settlement): Promise<[]> => {
    const next = commit?.positions[0]?.offset ?? 0
    const dead = append.map(({ topic }) => topic)
    if (committed < 2 && next >= 2 && dead.length === 0 && refused++ < times) throw new Malformed('refused', details)
    aside.push(...dead)
    committed = next
    if (committed === 3) end.abort()
    return []
  }
  const store = { log: { subscribe }, settle } as unknown as Store
  const report: Frame['report'] = ({ message }) => void reports.push(message)
  const frame: Frame = { store, member: 'm', now: () => 0, sleep: async () => {}, report }
  return { frame, signal: end.signal, aside, reports, committed: () => committed }
}

describe('a message that the store does not take', () => {
  it('is set aside though nobody is given a share at once', async () => {
    const world = poisonedWorld()
    await consume(world.frame, stage, world.signal)
    expect(world.committed()).to.equal(3)
    expect(world.aside).to.deep.equal(['t.dead'])
    expect(world.reports).to.deep.equal(['goes on message by message from the last commit', 'set aside as a dead letter'])
  })

  for (const [what, details, dead] of [
    ['once, when it is set aside', {}, 1],
    ['never, when it is the topic behind that is missing', { field: 'topic', value: 'posts.classified' }, 0],
  ] as const)
    it(`is counted ${what}`, async () => {
      const world = poisonedWorld(details, dead === 1 ? Infinity : 3)
      const measured: Measured[] = []
      await consume(
        meteredFrame(world.frame, (one) => void measured.push(one)),
        stage,
        world.signal,
      )
      expect(measured.filter(({ kind }) => kind === 'dead')).to.have.length(dead)
    })

  it('is not set aside when it is the topic behind that is missing', async () => {
    const world = poisonedWorld({ field: 'topic', value: 'posts.classified' }, 3)
    await consume(world.frame, stage, world.signal)
    expect(world.committed()).to.equal(3)
    expect(world.aside).to.deep.equal([])
    expect(new Set(world.reports)).to.deep.equal(
      new Set(['goes on message by message from the last commit', 'begins again from the last commit']),
    )
  })
})
