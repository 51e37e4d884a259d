import { expect } from 'chai'
import fc from 'fast-check'
import { PackedTexts, unpacked } from '../../../core/packed-texts.ts'
import { wholeText } from '../../../core/text.ts'

describe('The texts of a request', () => {
  const LONG = 'Яма 🕳 на дороге. '.repeat(20)
  const part = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant(LONG), fc.constant(`${LONG}${LONG}`))
  const text = fc.oneof(part, fc.array(part, { maxLength: 5 }))

  it('come out as they were added, whole or in parts, shared or not', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        const packed = new PackedTexts()
        const spans = texts.map((one) => packed.add(one))
        const bytes = packed.bytes()
        expect(spans.map((span) => unpacked(bytes.subarray(...span)))).to.deep.equal(texts.map(wholeText))
      }),
    )
  })

  it('keep what a decoder would take for a mark of their order', () => {
    const packed = new PackedTexts()
    const span = packed.add('\ufeffяма')
    expect(unpacked(packed.bytes().subarray(...span))).to.equal('\ufeffяма')
  })
})
