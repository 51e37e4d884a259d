import { expect } from 'chai'
import fc from 'fast-check'
import { wordDiff } from '../../../console/web/draft/word-diff.ts'

const text = fc
  .array(fc.constantFrom('яма', 'Яма', 'дорога', ' ', '  ', ',', '!', '\n', '20'), { maxLength: 30 })
  .map((parts) => parts.join(''))
const side = (parts: ReturnType<typeof wordDiff>, kind: 'added' | 'removed'): string =>
  parts
    .filter((part) => part.kind === 'same' || part.kind === kind)
    .map((part) => part.text)
    .join('')

describe('wordDiff', () => {
  it('marks whole words', () => {
    expect(wordDiff('Яму заделают завтра.', 'Яму заделают сегодня.')).to.deep.equal([
      { kind: 'same', text: 'Яму заделают ' },
      { kind: 'removed', text: 'завтра' },
      { kind: 'added', text: 'сегодня' },
      { kind: 'same', text: '.' },
    ])
  })
  it('is empty for two empty texts', () => {
    expect(wordDiff('', '')).to.deep.equal([])
  })
  it('gives both texts back', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after)
        expect(side(parts, 'removed')).to.equal(before)
        expect(side(parts, 'added')).to.equal(after)
      }),
    )
  })
  it('changes nothing between a text and itself', () => {
    fc.assert(fc.property(text, (same) => wordDiff(same, same).every((part) => part.kind === 'same')))
  })
})
