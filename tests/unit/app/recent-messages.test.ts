import { expect } from 'chai'
import { recentMessages } from '../../../app/recent-messages.ts'

const print = (...values: number[]): Uint32Array =>
  Uint32Array.from(Array.from({ length: 64 }, (_, index) => values[index % values.length] ?? 0))

describe('Recent messages', () => {
  it('find a message that shares a band', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2, 3, 4), { name: 'a' })
    recent.add('b', print(9, 8, 7, 6), { name: 'b' })
    expect(recent.similar(print(1, 2, 30, 40), 5).map((one) => one.name)).to.deep.equal(['a'])
  })

  it('put the message that shares most bands first', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('half', print(1, 2, 30, 40), { name: 'half' })
    recent.add('whole', print(1, 2, 3, 4), { name: 'whole' })
    expect(recent.similar(print(1, 2, 3, 4), 2).map((one) => one.name)).to.deep.equal(['whole', 'half'])
  })

  it('replace a message that comes again', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2), { name: 'old' })
    recent.add('a', print(5, 6), { name: 'new' })
    expect(recent.similar(print(1, 2), 5)).to.deep.equal([])
    expect(recent.similar(print(5, 6), 5).map((one) => one.name)).to.deep.equal(['new'])
  })

  it('know a message by its id and take a newer word about it', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('a', print(1, 2), { name: 'open' })
    recent.replace('a', { name: 'answered' })
    recent.replace('stranger', { name: 'nobody' })
    expect(recent.get('a')?.name).to.equal('answered')
    expect(recent.get('stranger')).to.equal(undefined)
    expect(recent.similar(print(1, 2), 5).map((one) => one.name)).to.deep.equal(['answered'])
  })

  it('put a copy before the many that share a greeting with it', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('original', print(1, 2, 3, 4), { name: 'original' })
    for (let number = 0; number < 5; number += 1) recent.add(`greeting-${number}`, print(1, 2, 50 + number, 60), { name: 'greeting' })
    expect(recent.similar(print(1, 2, 3, 4), 1).map((one) => one.name)).to.deep.equal(['original'])
  })

  it('find the copies of a text that a hundred people send', () => {
    const recent = recentMessages<{ name: string }>()
    for (let number = 0; number < 100; number += 1) recent.add(`copy-${number}`, print(1, 2), { name: `copy-${number}` })
    expect(recent.similar(print(1, 2), 2).map((one) => one.name)).to.deep.equal(['copy-99', 'copy-98'])
  })

  it('forget the oldest when full', () => {
    const recent = recentMessages<{ name: string }>()
    recent.add('first', print(1, 2), { name: 'first' })
    for (let number = 0; number < 2 ** 14; number += 1) recent.add(`later-${number}`, print(number + 10, number + 11), { name: 'later' })
    expect(recent.get('first')).to.equal(undefined)
    expect(recent.similar(print(1, 2), 5)).to.deep.equal([])
  })
})
