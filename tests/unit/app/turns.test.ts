import { expect } from 'chai'
import { turns } from '../../../app/turns.ts'
import { failure } from '../../contract/subject.ts'

describe('Turns', () => {
  it('let one work of a key after the other, in the order they came, and other keys beside them', async () => {
    const inTurn = turns()
    const [first, seen] = [Promise.withResolvers<void>(), [] as string[]]
    const works = [
      inTurn('a', () => first.promise.then(() => seen.push('a1'))),
      inTurn('a', async () => seen.push('a2')),
      inTurn('b', async () => seen.push('b1')),
    ]
    await works[2]
    expect(seen).to.deep.equal(['b1'])
    first.resolve()
    await Promise.all(works)
    expect(seen).to.deep.equal(['b1', 'a1', 'a2'])
  })

  it('are held up by nobody who failed, and who failed is told', async () => {
    const inTurn = turns()
    const failed = inTurn('a', () => Promise.reject(new Error('no')))
    const after = inTurn('a', async () => 'yes')
    expect(await failure(failed)).to.have.property('message', 'no')
    expect(await after).to.equal('yes')
  })
})
