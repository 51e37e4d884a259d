import { expect } from 'chai'
import fc from 'fast-check'
import { marksOf, segments } from '../../../console/web/card/segments.ts'
import { aClassification } from '../../builders/classification.ts'

const mark = fc.record({
  kind: fc.constantFrom('topic' as const, 'place' as const, 'importance' as const, 'refusal' as const),
  start: fc.integer({ min: -3, max: 40 }),
  end: fc.integer({ min: -3, max: 40 }),
})

describe('segments', () => {
  it('cut the text where marks overlap', () => {
    expect(
      segments('яма в Рыльске', [
        { kind: 'topic', start: 0, end: 5 },
        { kind: 'place', start: 4, end: 13 },
      ]),
    ).to.deep.equal([
      { text: 'яма ', kinds: ['topic'] },
      { text: 'в', kinds: ['topic', 'place'] },
      { text: ' Рыльске', kinds: ['place'] },
    ])
  })
  it('join to the whole text whatever the marks', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(mark, { maxLength: 8 }), (text, marks) => {
        expect(
          segments(text, marks)
            .map((part) => part.text)
            .join(''),
        ).to.equal(text)
      }),
    )
  })
  it('mark importance only when it is high', () => {
    const evidence = [{ by: 'lexicon' as const, ref: 'x', score: 1, spans: [{ start: 0, end: 3 }] }]
    const kinds = (value: 'normal' | 'high') =>
      marksOf(aClassification({ importance: { value, confidence: 0.9, evidence } })).map((one) => one.kind)
    expect(kinds('normal')).to.deep.equal([])
    expect(kinds('high')).to.deep.equal(['importance'])
  })
})
