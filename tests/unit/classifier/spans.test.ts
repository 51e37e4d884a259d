import { expect } from 'chai'
import { coveringSpans, shownIn } from '../../../classifier/spans.ts'

const spansOf = (text: string, word: RegExp) =>
  [...text.matchAll(word)].map((one) => ({ start: one.index, end: one.index + one[0].length }))

describe('The spans of what is to be hidden', () => {
  const covering = (text: string): readonly string[] =>
    coveringSpans(text, spansOf(text, /х\*й/g)).map(({ start, end }) => text.slice(start, end))

  it('are one where nothing but spaces or marks stands between', () => {
    expect(covering('да х*й, х*й —\nх*й! и х*й')).to.deep.equal(['х*й, х*й —\nх*й', 'х*й'])
    expect(covering('х*й 1 х*й')).to.deep.equal(['х*й', 'х*й'])
  })

  it('may overlap, and one may hold another', () => {
    const given = [
      { start: 0, end: 10 },
      { start: 2, end: 4 },
      { start: 8, end: 12 },
    ]
    expect(coveringSpans('у них всех такое', given)).to.deep.equal([{ start: 0, end: 12 }])
  })

  it('are few, however many words there are, and leave none of them out', () => {
    const text = 'х*й а '.repeat(500)
    const found = coveringSpans(text, spansOf(text, /х\*й/g))
    expect(found).to.have.length(200)
    expect(found.at(-1)).to.deep.equal({ start: 199 * 6, end: 499 * 6 + 3 })
  })
})

describe('The spans of what is only marked', () => {
  const evidence = (text: string) => [{ by: 'rule', ref: 'pit', score: 1, spans: spansOf(text, /яма/g) } as const]

  it('end with the text', () => {
    expect(shownIn(5, { evidence: evidence('яма а яма') }).evidence[0]?.spans).to.deep.equal([{ start: 0, end: 3 }])
  })

  it('are few as well', () => {
    const text = 'яма а '.repeat(500)
    expect(shownIn(text.length, { evidence: evidence(text) }).evidence[0]?.spans).to.deep.equal(spansOf(text, /яма/g).slice(0, 200))
  })
})
