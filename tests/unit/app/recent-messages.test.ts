import { expect } from 'chai'
import { recentMessages } from '../../../app/recent-messages.ts'

const print = (...values: number[]): Uint32Array =>
  Uint32Array.from(Array.from({ length: 64 }, (_, index) => values[index % values.length] ?? 0))

describe('Recent messages', () => {
  it('find a message that shares a band', () => {
    const recent = recentMessages<{ createdAt: number; name: string }>()
    recent.add('a', print(1, 2, 3, 4), { createdAt: 1, name: 'a' })
    recent.add('b', print(9, 8, 7, 6), { createdAt: 2, name: 'b' })
    expect(recent.similar(print(1, 2, 30, 40), 5).map((one) => one.name)).to.deep.equal(['a'])
  })

  it('put the message that shares most bands first', () => {
    const recent = recentMessages<{ createdAt: number; name: string }>()
    recent.add('half', print(1, 2, 30, 40), { createdAt: 1, name: 'half' })
    recent.add('whole', print(1, 2, 3, 4), { createdAt: 2, name: 'whole' })
    expect(recent.similar(print(1, 2, 3, 4), 2).map((one) => one.name)).to.deep.equal(['whole', 'half'])
  })

  it('replace a message that comes again', () => {
    const recent = recentMessages<{ createdAt: number; name: string }>()
    recent.add('a', print(1, 2), { createdAt: 1, name: 'old' })
    recent.add('a', print(5, 6), { createdAt: 2, name: 'new' })
    expect(recent.similar(print(1, 2), 5)).to.deep.equal([])
    expect(recent.similar(print(5, 6), 5).map((one) => one.name)).to.deep.equal(['new'])
  })
})
