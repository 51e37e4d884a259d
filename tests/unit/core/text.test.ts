import { expect } from 'chai'
import { encoded } from '../../../core/text.ts'

describe('A text in parts', () => {
  it('is encoded as the whole would be', () => {
    for (const text of ['', 'яма', [], [''], ['{"a":"', 'Яма у дома \u{1F600}', '"}'], ['', 'ё', '', '\uD83D']])
      expect(encoded(text)).to.deep.equal(Buffer.from(typeof text === 'string' ? text : text.join('')))
  })
})
