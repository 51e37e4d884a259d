import { expect } from 'chai'
import { brokenOnce } from '../../../collectors/vk/broken.ts'
import { Malformed } from '../../../core/errors.ts'
import { dead } from '../../../core/outcome.ts'

describe('What cannot be read of VK', () => {
  it('is a dead letter once, though there are 700 of them and other readings between', () => {
    const items = Array.from({ length: 700 }, (_, id) => dead(new Malformed('date: not a time', {}), { id }))
    const first = brokenOnce([], items)
    expect(first.items).to.have.length(700)
    const between = brokenOnce(first.broken, [])
    expect(brokenOnce(between.broken, items).items).to.deep.equal([])
  })
})
