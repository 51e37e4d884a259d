import { expect } from 'chai'
import { propertyText } from '../../../adapters/elasticsearch/mappings.ts'

describe('a field of an index in words', () => {
  it('says all that it is, what is within it too', () => {
    expect(propertyText({ type: 'keyword' })).to.equal('keyword')
    expect(propertyText({ type: 'text', analyzer: 'whitespace', norms: false })).to.equal('text analyzer=whitespace norms=false')
    const guessed = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } } as const
    expect(propertyText(guessed)).to.equal('text fields={"keyword":{"type":"keyword","ignore_above":256}}')
  })
})
