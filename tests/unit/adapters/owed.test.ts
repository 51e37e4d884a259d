import { expect } from 'chai'
import { keptMessage, wholeMessage } from '../../../adapters/elasticsearch/owed.ts'
import { Malformed } from '../../../core/errors.ts'

describe('A message in the document that owes it', () => {
  const document = { facts: [{ text: 'первый' }, { text: 'второй' }] }
  const value = '{"state":"in-work","fact":{"text":"второй"}}'
  const message = { topic: 'cases', key: 'k', value, headers: { ce_id: '2' }, at: 1 }
  const repeating = { ...message, repeats: { path: ['facts', 1], between: ['{"state":"in-work","fact":', '}'] as const } }

  it('holds nothing that the document holds', () => {
    expect(JSON.stringify(keptMessage(repeating))).not.to.include('второй')
  })

  it('is whole again beside its document', () => {
    expect(wholeMessage(keptMessage(repeating), document)).to.deep.equal(message)
  })

  it('is kept as it is when it repeats nothing', () => {
    expect(keptMessage(message)).to.deep.equal(message)
    expect(wholeMessage(message, document)).to.deep.equal(message)
  })

  it('is not made up where the document has lost what it repeats', () => {
    expect(() => wholeMessage(keptMessage(repeating), { facts: [] })).to.throw(Malformed, 'repeats what is not there')
    expect(() => wholeMessage(keptMessage(repeating), null)).to.throw(Malformed, 'repeats what is not there')
  })
})
