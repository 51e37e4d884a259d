import { expect } from 'chai'
import { recentMessages } from '../../../app/recent-messages.ts'

const print = (...values: number[]): Uint32Array =>
  Uint32Array.from(Array.from({ length: 64 }, (_, index) => values[index % values.length] ?? 0))

describe('Recent messages', () => {
  it('find a message that shares a band', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2, 3, 4), { name: 'a' })
    recent.add('b', print(9, 8, 7, 6), { name: 'b' })
    expect(recent.similar(print(1, 2, 30, 40), 5).map(({ item }) => item.name)).to.deep.equal(['a'])
  })

  it('put the message that shares most bands first', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('half', print(1, 2, 30, 40), { name: 'half' })
    recent.add('whole', print(1, 2, 3, 4), { name: 'whole' })
    expect(recent.similar(print(1, 2, 3, 4), 2).map(({ item }) => item.name)).to.deep.equal(['whole', 'half'])
  })

  it('replace a message that comes again', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2), { name: 'old' })
    recent.add('a', print(5, 6), { name: 'new' })
    expect(recent.similar(print(1, 2), 5)).to.deep.equal([])
    expect(recent.similar(print(5, 6), 5).map(({ item }) => item.name)).to.deep.equal(['new'])
  })

  it('take a newer word about a message they know by its id', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2), { name: 'open' })
    recent.replace('a', { name: 'answered' })
    recent.replace('stranger', { name: 'nobody' })
    expect(recent.similar(print(1, 2), 5).map(({ item }) => item.name)).to.deep.equal(['answered'])
  })

  it('say how much of a sketch they share', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('half', print(1, 2, 30, 40), { name: 'half' })
    expect(recent.similar(print(1, 2, 3, 4), 1)).to.deep.equal([{ item: { name: 'half' }, alike: 0.5 }])
  })

  it('put a copy before the many that share a greeting with it', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('original', print(1, 2, 3, 4), { name: 'original' })
    for (let number = 0; number < 5; number += 1) recent.add(`greeting-${number}`, print(1, 2, 50 + number, 60), { name: 'greeting' })
    expect(recent.similar(print(1, 2, 3, 4), 1).map(({ item }) => item.name)).to.deep.equal(['original'])
  })

  it('find the copies of a text that a hundred people send', () => {
    const recent = recentMessages<{ name: string }>()
    for (let number = 0; number < 100; number += 1) recent.add(`copy-${number}`, print(1, 2), { name: `copy-${number}` })
    expect(recent.similar(print(1, 2), 2).map(({ item }) => item.name)).to.deep.equal(['copy-99', 'copy-98'])
  })

  it('forget the oldest when full', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('first', print(1, 2), { name: 'first' })
    for (let number = 0; number < 2 ** 14; number += 1) recent.add(`later-${number}`, print(number + 10, number + 11), { name: 'later' })
    recent.replace('first', { name: 'answered' })
    expect(recent.similar(print(1, 2), 5)).to.deep.equal([])
  })
})
