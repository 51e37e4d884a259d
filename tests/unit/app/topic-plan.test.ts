import { expect } from 'chai'
import { commandsByHand, topicPlan } from '../../../app/topic-plan.ts'
import type { Copies } from '../../../core/halves.ts'
import { topicsOf } from '../../../core/topics.ts'

describe('The plan of topics', () => {
  const declared = topicsOf(['roads'], 12)

  it('makes what is missing, an agency’s topic too', () => {
    const plan = topicPlan(declared, { topics: [], differences: [], copies: null })
    expect(plan.every((one) => one.act === 'make')).to.equal(true)
    expect(plan.map((one) => one.topic.name)).to.include.members(['posts', 'cases', 'routed.roads'])
  })

  it('keeps what is there as declared', () => {
    expect(topicPlan(declared, { topics: declared, differences: [], copies: null }).every((one) => one.act === 'keep')).to.equal(true)
  })

  it('says how many copies a new topic gets where few brokers answer, and why', () => {
    const made = (copies: Copies) => {
      const [first] = topicPlan(declared, { topics: [], differences: [], copies })
      return [first?.copies, first?.note]
    }
    expect(made({ copies: 1, brokers: 1, isFewer: true })).to.deep.equal([1, '1 copy of every message for good, because 1 broker answers'])
    expect(made({ copies: 2, brokers: 2, isFewer: true })).to.deep.equal([
      2,
      '2 copies of every message for good, because 2 brokers answer',
    ])
    expect(made({ copies: 3, brokers: 5, isFewer: false })).to.deep.equal([3, ''])
  })

  it('names what differs, and leaves it alone', () => {
    const topics = declared.map((topic) => (topic.name === 'posts' ? { ...topic, partitions: 4, retentionMs: null } : topic))
    const differences = [{ topic: 'posts', setting: 'retention.ms', found: '-1', declared: '604800000' }]
    const posts = topicPlan(declared, { topics, differences, copies: null }).find((one) => one.topic.name === 'posts')
    expect(posts?.act).to.equal('differs')
    expect(posts?.note).to.equal('has 4 partitions, 12 are declared; keeps messages for ever, 7 d is declared')
  })

  it('names what would not be kept for ever, and the command of Kafka that changes it', () => {
    const differences = [
      { topic: 'cases', setting: 'retention.bytes', found: '2000000', declared: '-1' },
      { topic: 'cases', setting: 'cleanup.policy', found: 'compact', declared: 'delete' },
    ]
    const plan = topicPlan(declared, { topics: declared, differences, copies: null })
    expect(plan.filter((one) => one.act === 'differs').map((one) => [one.topic.name, one.note])).to.deep.equal([
      ['cases', 'retention.bytes is 2000000, -1 is declared; cleanup.policy is compact, delete is declared'],
    ])
    expect(commandsByHand(plan, { brokers: ['kafka1:9092', 'kafka2:9092'], prefix: 'otklik-' })).to.deep.equal([
      'kafka-configs.sh --bootstrap-server kafka1:9092,kafka2:9092 --entity-type topics --entity-name otklik-cases ' +
        '--alter --add-config retention.bytes=-1,cleanup.policy=delete',
    ])
  })
})
