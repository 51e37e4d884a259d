import { expect } from 'chai'
import { deadTopic, isDeclared, routedTopic, topicsOf } from '../../../core/topics.ts'

describe('A topic of a server that others use too', () => {
  it('is ours where its name is declared, and so are the dead letters of one', () => {
    const ours = topicsOf(['roads']).map(({ name }) => name)
    for (const name of [...ours, routedTopic('min-transport'), ...['posts', 'cases', routedTopic('roads')].map(deadTopic)])
      expect(isDeclared(name), name).to.equal(true)
  })

  it('is another’s whatever it ends in, also where a prefix goes on', () => {
    for (const name of [
      'payments',
      'payments.dead',
      'test-posts',
      'test-posts.dead',
      'test-routed.roads',
      'routed.',
      'routed.a.b',
      'posts.dead.dead',
    ])
      expect(isDeclared(name), name).to.equal(false)
  })
})
