import { expect } from 'chai'
import { Rate } from '../../../collectors/vk/rate.ts'

describe('The rate of a key', () => {
  /** What is asked for of buckets is how fast they are. */
  const rate = () => new Rate((perSecond) => ({ perSecond }), 20)
  const answers = (of: ReturnType<typeof rate>, count: number): void => {
    for (let answer = 0; answer < count; answer += 1) of.answered()
  }

  it('is halved each time VK says that it was too fast, down to a request in eight seconds', () => {
    const key = rate()
    const seen = Array.from({ length: 9 }, () => {
      key.tooFast(key.bucket)
      return key.bucket.perSecond
    })
    expect(seen).to.deep.equal([10, 5, 2.5, 1.25, 0.625, 0.3125, 0.15625, 0.125, 0.125])
  })

  it('is halved once for requests that were under way together', () => {
    const key = rate()
    const together = key.bucket
    key.tooFast(together)
    key.tooFast(together)
    expect(key.bucket.perSecond).to.equal(10)
  })

  it('is given back in steps after 300 answers in a row, and never more than VK grants', () => {
    const key = rate()
    key.tooFast(key.bucket)
    key.tooFast(key.bucket)
    answers(key, 299)
    expect(key.bucket.perSecond).to.equal(5)
    answers(key, 1)
    expect(key.bucket.perSecond).to.equal(10)
    answers(key, 600)
    expect(key.bucket.perSecond).to.equal(20)
  })

  it('is not given back while it still is too fast now and then', () => {
    const key = rate()
    key.tooFast(key.bucket)
    answers(key, 299)
    key.tooFast(key.bucket)
    answers(key, 299)
    expect(key.bucket.perSecond).to.equal(5)
  })
})
