import { expect } from 'chai'
import { AT, message, next, SPEC, TOPIC, values, type LogUnderTest } from './log-subject.ts'

/** What a log keeps: its topics, what is past its retention, and all of it over a restart. */
export function logTopics({ log, another, reopen, append, subscribe, take }: LogUnderTest): void {
  it('makes topics once and never shrinks them', async () => {
    await append(message('k', 'x'))
    await log().ensureTopics([{ ...SPEC, partitions: 1 }])
    expect(await log().ranges(TOPIC)).to.have.length(4)
    expect((await log().ranges(TOPIC)).reduce((sum, range) => sum + range.end - range.start, 0)).to.equal(1)
  })

  it('lists its topics', async () => {
    expect(await log().topics()).to.deep.include({ name: TOPIC, partitions: 4, retentionMs: 60_000 })
  })

  it('says where its partitions begin and end', async () => {
    const positions = await append(message('k', '1'), message('k', '2'))
    const range = (await log().ranges(TOPIC)).find((one) => one.partition === positions[0]?.partition)
    expect(range).to.deep.include({ start: 0, end: 2 })
  })

  it('drops what is past its retention and keeps the commits valid', async () => {
    const old = await append(message('k', '1', { at: AT - 120_000 }), message('k', '2', { at: AT - 120_000 }))
    await append(message('k', '3', { at: AT }))
    const subscription = await subscribe('a')
    await subscription.commit(next((await take(subscription, 3)).slice(0, 2)))
    await subscription.close()
    expect(await log().retain(AT)).to.equal(2)
    const range = (await log().ranges(TOPIC)).find((one) => one.partition === old[0]?.partition)
    expect(range).to.deep.include({ start: 2, end: 3 })
    expect(values(await take(await subscribe('b'), 1))).to.deep.equal(['3'])
  })

  it('keeps for ever what has no retention, also what is dated decades ahead', async () => {
    await log().ensureTopics([{ ...SPEC, name: 'routed.kept', retentionMs: null }])
    await append(message('k', '1', { topic: 'routed.kept', at: 0 }), message('k', '2', { topic: 'routed.kept', at: 2 * AT }))
    expect(await log().retain(AT)).to.equal(0)
  })

  it('is seen by another worker', async () => {
    const other = await another()
    await append(message('k', '1'))
    const subscription = await other.log.subscribe({ group: 'readers', topics: [TOPIC], member: 'z' })
    expect(values(await take(subscription, 1))).to.deep.equal(['1'])
    await subscription.close()
    await other.close()
  })

  it('has everything after a restart', async () => {
    await append(message('k', '1'), message('k', '2'))
    const subscription = await subscribe('a')
    const found = await take(subscription, 2)
    await subscription.commit([{ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 }])
    const store = await reopen()
    const again = await store.log.subscribe({ group: 'readers', topics: [TOPIC], member: 'b' })
    expect(values(await take(again, 1))).to.deep.equal(['2'])
    await again.close()
  })
}
