import { expect } from 'chai'
import { outboxMessage, wholeMessage } from '../../../adapters/elasticsearch/outbox-message.ts'
import { Malformed } from '../../../core/errors.ts'

describe('A message in the document that owes it', () => {
  const document = { facts: [{ text: 'первый' }, { text: 'второй' }] }
  const value = '{"state":"in-work","fact":{"text":"второй"}}'
  const message = { topic: 'cases', key: 'k', value, headers: { ce_id: '2' }, at: 1 }
  const restating = { ...message, restates: { path: ['facts', 1], between: ['{"state":"in-work","fact":', '}'] as const } }

  it('holds nothing that the document holds', () => {
    expect(JSON.stringify(outboxMessage(restating))).not.to.include('второй')
  })

  it('is whole again beside its document', () => {
    expect(wholeMessage(outboxMessage(restating), document)).to.deep.equal(message)
  })

  it('is kept as it is when it restates nothing', () => {
    expect(outboxMessage(message)).to.deep.equal(message)
    expect(wholeMessage(message, document)).to.deep.equal(message)
  })

  it('is not made up where the document has lost what it restates', () => {
    expect(() => wholeMessage(outboxMessage(restating), { facts: [] })).to.throw(Malformed, 'restates what is not there')
    expect(() => wholeMessage(outboxMessage(restating), null)).to.throw(Malformed, 'restates what is not there')
  })
})
