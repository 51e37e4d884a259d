import { expect } from 'chai'
import { assertReadyInTime } from '../../../app/ready-in-time.ts'
import { workerDoor } from '../../../app/worker-door.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'

/** A server that takes questions and says nothing. */
const silent = {
  documents: { get: () => new Promise(() => {}) },
  log: { ranges: () => new Promise(() => {}) },
} as unknown as Store

const thrownBy = async (work: Promise<unknown>): Promise<unknown> => work.then(() => null).catch((error: unknown) => error)

describe('A worker whose servers say nothing', function () {
  this.timeout(20_000)

  it('is not ready, and says so before a supervisor gives up', async () => {
    const door = await workerDoor({ host: '127.0.0.1', port: 0 })
    door.open({ store: silent, text: async () => '' })
    const askedAt = performance.now()
    const { status } = await fetch(`${door.url}/readyz`)
    expect(status).to.equal(503)
    expect(performance.now() - askedAt).to.be.within(2000, 8000)
    await door.close()
  })

  it('waits for them no longer than it was told', async () => {
    expect(await thrownBy(assertReadyInTime(silent, { withinMs: 10 }))).to.be.instanceOf(Unavailable)
  })
})

describe('A server that fails late', () => {
  it('has its reason told to the log all the same, and one in time only thrown', async () => {
    const failing = Promise.withResolvers<never>()
    const store = { ...silent, documents: { get: () => failing.promise } } as unknown as Store
    const told = new Promise(
      (late) => void thrownBy(assertReadyInTime(store, { withinMs: 10, late })).then(() => failing.reject('the reason')),
    )
    expect(await told).to.equal('the reason')
    const late = (): never => expect.fail('told twice')
    expect(await thrownBy(assertReadyInTime(store, { late }))).to.equal('the reason')
  })
})

describe('A worker whose address is taken', () => {
  it('says so in one sentence', async () => {
    const door = await workerDoor({ host: '127.0.0.1', port: 0 })
    const port = Number(new URL(door.url).port)
    const error = await thrownBy(workerDoor({ host: '127.0.0.1', port }))
    await door.close()
    expect(error).to.be.instanceOf(Misconfigured).and.property('message').include(`cannot listen on 127.0.0.1:${port}: another program`)
  })
})
