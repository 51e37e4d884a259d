import { expect } from 'chai'
import type { Protocol } from '../../../adapters/kafka/protocol.ts'
import { differencesOf, newTopic } from '../../../adapters/kafka/topic-settings.ts'

const FOR_EVER = { name: 'cases', partitions: 4, retentionMs: null, about: '' }
const KEPT = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete', 'message.timestamp.type': 'CreateTime' }

/** A server whose topic says this. */
const saying = (settings: Readonly<Record<string, string>>): Protocol =>
  ({ settings: async () => new Map([['cases', new Map(Object.entries(settings))]]) }) as unknown as Protocol

describe('The settings of a topic', () => {
  it('leave nothing of what is kept, and of its dates, to the broker', () => {
    expect(newTopic(FOR_EVER).config).to.include(KEPT)
    expect(newTopic({ ...FOR_EVER, retentionMs: 60_000 }).config).to.include({ ...KEPT, 'retention.ms': '60000' })
  })

  it('are as declared on a topic that was made by them', async () => {
    expect(await differencesOf(saying(newTopic(FOR_EVER).config), [FOR_EVER])).to.deep.equal([])
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
