import { expect } from 'chai'
import { copiesOn } from '../../../adapters/kafka/copies.ts'
import type { Protocol } from '../../../adapters/kafka/protocol.ts'
import { differencesOf, newTopic } from '../../../adapters/kafka/topic-settings.ts'
import { Misconfigured } from '../../../core/errors.ts'

const FOR_EVER = { name: 'cases', partitions: 4, retentionMs: null, about: '' }
const KEPT = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete', 'message.timestamp.type': 'CreateTime' }

/** A server whose topic says this. */
const saying = (settings: Readonly<Record<string, string>>): Protocol =>
  ({ settings: async () => new Map([['cases', new Map(Object.entries(settings))]]) }) as unknown as Protocol

describe('The settings of a topic', () => {
  it('leave nothing of what is kept, and of its dates, to the broker', () => {
    expect(newTopic(FOR_EVER, 3).config).to.include(KEPT)
    expect(newTopic({ ...FOR_EVER, retentionMs: 60_000 }, 3).config).to.include({ ...KEPT, 'retention.ms': '60000' })
  })

  it('are as declared on a topic that was made by them', async () => {
    expect(await differencesOf(saying(newTopic(FOR_EVER, 3).config), [FOR_EVER])).to.deep.equal([])
  })

  it('are named where a topic that was there says otherwise', async () => {
    const found = await differencesOf(saying({ ...KEPT, 'retention.bytes': '2000000', 'message.timestamp.type': 'LogAppendTime' }), [
      FOR_EVER,
    ])
    expect(found).to.deep.equal([
      { topic: 'cases', setting: 'retention.bytes', found: '2000000', declared: '-1' },
      { topic: 'cases', setting: 'message.timestamp.type', found: 'LogAppendTime', declared: 'CreateTime' },
    ])
  })
})

describe('The copies of a new topic', () => {
  it('are three where nothing is set, or as many as there are brokers', () => {
    expect([1, 2, 3, 5].map((brokers) => copiesOn(brokers, null).copies)).to.deep.equal([1, 2, 3, 3])
    expect([1, 2, 3, 5].map((brokers) => copiesOn(brokers, null).isFewer)).to.deep.equal([true, true, false, false])
  })

  it('are as many as is set, and never fewer', () => {
    expect(copiesOn(5, 2)).to.deep.equal({ copies: 2, brokers: 5, isFewer: false })
    expect(() => copiesOn(2, 3)).to.throw(Misconfigured, 'kafka.replicas asks for 3 copies of every message, and 2 brokers answer')
  })

  it('must all have a message but for one before it is acknowledged', () => {
    const atLeast = (copies: number) => newTopic(FOR_EVER, copies).config['min.insync.replicas']
    expect([1, 2, 3, 4].map(atLeast)).to.deep.equal(['1', '1', '2', '3'])
  })
})
