import { expect } from 'chai'
import { topicPlan } from '../../../app/topic-plan.ts'
import { topicsOf } from '../../../core/topics.ts'

describe('The plan of topics', () => {
  const declared = topicsOf(['roads'], 12)

  it('makes what is missing, an agency’s topic too', () => {
    const plan = topicPlan(declared, [])
    expect(plan.every((one) => one.act === 'make')).to.equal(true)
    expect(plan.map((one) => one.topic.name)).to.include.members(['posts', 'cases', 'routed.roads'])
  })

  it('keeps what is there as declared', () => {
    expect(topicPlan(declared, declared).every((one) => one.act === 'keep')).to.equal(true)
  })

  it('names what differs and leaves it alone', () => {
    const found = declared.map((topic) => (topic.name === 'posts' ? { ...topic, partitions: 4, retentionMs: null } : topic))
    const posts = topicPlan(declared, found).find((one) => one.topic.name === 'posts')
    expect(posts?.act).to.equal('differs')
    expect(posts?.note).to.equal('has 4 partitions, 12 are declared; keeps messages for ever, 7 d is declared')
  })
})
