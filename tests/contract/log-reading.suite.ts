import { expect } from 'chai'
import { message, TOPIC, values, type LogUnderTest } from './log-subject.ts'
import { eventually } from './subject.ts'

/** Where a reader begins, how long it waits, and how far it has come. */
export function logReading({ log, append, subscribe, take }: LogUnderTest): void {
  it('begins at the start or at the end for a group without a commit', async () => {
    await append(message('k', 'old'))
    const late = await subscribe('a', 'late', 'end')
    await late.poll({ max: 10, waitMs: 0 })
    await append(message('k', 'new'))
    expect(values(await take(late, 1))).to.deep.equal(['new'])
    expect(values(await take(await subscribe('b', 'early'), 2))).to.deep.equal(['old', 'new'])
  })

  it('goes on after the commit, not after what was read', async () => {
    await append(message('k', '1'), message('k', '2'), message('k', '3'))
    const first = await subscribe('a')
    const found = await take(first, 3)
    await first.commit([{ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 }])
    await first.close()
    expect(values(await take(await subscribe('b'), 2))).to.deep.equal(['2', '3'])
  })

  it('stores a commit once however often it is sent', async () => {
    const [position] = await append(message('k', '1'))
    const subscription = await subscribe('a')
    await take(subscription, 1)
    const commit = [{ topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }]
    await subscription.commit(commit)
    await subscription.commit(commit)
    expect(await log().committed('readers', TOPIC)).to.deep.equal(commit)
  })

  it('reads again from where it is moved to', async () => {
    await append(message('k', '1'), message('k', '2'))
    const subscription = await subscribe('a')
    const found = await take(subscription, 2)
    await subscription.seek({ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 })
    expect(values(await take(subscription, 1))).to.deep.equal(['2'])
  })

  it('gives at most as many as asked for, and the rest later', async () => {
    const sent = Array.from({ length: 10 }, (_, index) => String(index))
    await append(...sent.map((text) => message('k', text)))
    const subscription = await subscribe('a')
    const first = await eventually(
      () => subscription.poll({ max: 4, waitMs: 200 }),
      (found) => found.length > 0,
    )
    expect(first.length).to.be.at.most(4)
    expect(values([...first, ...(await take(subscription, 10 - first.length))])).to.deep.equal(sent)
  })

  it('wakes a waiting reader when something comes', async () => {
    const subscription = await subscribe('a')
    await subscription.poll({ max: 1, waitMs: 0 })
    const waiting = subscription.poll({ max: 10, waitMs: 10_000 })
    const begun = Date.now()
    await append(message('k', 'now'))
    expect(values(await waiting)).to.deep.equal(['now'])
    expect(Date.now() - begun).to.be.below(5000)
  })

  it('ends a wait when it is aborted', async () => {
    const subscription = await subscribe('a')
    await subscription.poll({ max: 1, waitMs: 0 })
    const stop = new AbortController()
    const waiting = subscription.poll({ max: 10, waitMs: 30_000, signal: stop.signal })
    stop.abort()
    expect(await waiting).to.deep.equal([])
  })

  it('can be closed twice', async () => {
    const subscription = await subscribe('a')
    for (const _ of [1, 2]) await subscription.close()
    expect(await subscription.poll({ max: 1, waitMs: 0 })).to.deep.equal([])
  })

  it('is read without a group', async () => {
    const [position] = await append(message('k', '1'), message('k', '2'))
    const from = { topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }
    expect(values(await log().read(from, { max: 10, waitMs: 1000 }))).to.deep.equal(['2'])
    expect(await log().committed('readers', TOPIC)).to.deep.equal([])
  })

  it('wakes a reader without a group', async () => {
    const [position] = await append(message('k', '1'))
    const waiting = log().read({ topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }, { max: 10, waitMs: 10_000 })
    await append(message('k', '2'))
    expect(values(await waiting)).to.deep.equal(['2'])
  })
}
