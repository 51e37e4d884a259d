import { expect } from 'chai'
import fc from 'fast-check'
import { analysis } from '../../../app/dictionary.ts'
import { parseExpression } from '../../../classifier/rules/parse-expression.ts'
import { ruleIndex } from '../../../classifier/rules/rule-index.ts'
import { naivePositions } from './naive-rules.ts'

const analyse = analysis()

/** Few stems in many forms, so that rules and texts meet often. */
const FORMS = 'яма ямы ямами дорога дороге дорожный стали сталь снег снега чистить чистят не двор во дворе школа пр-т ул света свет'.split(
  ' ',
)
const word = fc.constantFrom(...FORMS)
const text = fc.array(fc.tuple(word, fc.constantFrom(' ', ', ', '. ', '! ')), { maxLength: 14 }).map((parts) => parts.flat().join(''))

const { rule } = fc.letrec<{ rule: string; term: string }>((tie) => ({
  term: fc.oneof(
    word,
    word.map((form) => `=${form}`),
    word.filter((form) => form.length > 2).map((form) => `${form.slice(0, 3)}*`),
    fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
    fc.tuple(word, word).map(([a, b]) => `"=${a} ${b}"`),
  ),
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('term'),
    fc.tuple(tie('rule'), tie('rule')).map(([a, b]) => `(${a} AND ${b})`),
    fc.tuple(tie('rule'), tie('rule')).map(([a, b]) => `(${a} OR ${b})`),
    fc.tuple(tie('rule'), tie('term')).map(([a, b]) => `(${a} NOT ${b})`),
    fc.tuple(fc.nat(4), tie('rule'), tie('rule')).map(([distance, a, b]) => `NEAR/${distance}(${a}, ${b})`),
  ),
}))

describe('The index of rules', function () {
  this.timeout(60_000)

  it('finds for any rules and texts exactly what an evaluator without an index finds, words included', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 12 }), fc.array(text, { minLength: 1, maxLength: 6 }), (whens, texts) => {
        const rules = whens.map((when, id) => ({ id: String(id), when }))
        const index = ruleIndex(rules, analyse)
        for (const each of texts) {
          const read = analyse(each)
          const expected = rules.flatMap(({ id, when }) => {
            const positions = naivePositions(parseExpression(when), read, analyse)
            return positions === null ? [] : [{ id, words: wordsAt(positions, each) }]
          })
          const found = index.match(read).map((one) => ({ id: one.rule.id, words: wordsIn(one.spans, each) }))
          expect(found).to.deep.equal(expected)
        }
      }),
      { numRuns: 2000, seed: 20_261 },
    )
  })

  it('forgets a text when it reads the next one', () => {
    const index = ruleIndex([{ id: 'r', when: 'яма дорога' }], analyse)
    expect(index.match(analyse('яма'))).to.deep.equal([])
    expect(index.match(analyse('дорога'))).to.deep.equal([])
    expect(index.match(analyse('на дороге яма'))).to.have.lengthOf(1)
  })
})

/** The distinct words at the positions, in the order of the text. */
const wordsAt = (positions: readonly number[], read: string): readonly string[] =>
  [...new Set(positions)].toSorted((a, b) => a - b).map((at) => analyse(read).tokens[at]?.word.surface ?? '')

const wordsIn = (spans: readonly { start: number; end: number }[], read: string): readonly string[] =>
  spans.flatMap(({ start, end }) => analyse(read.slice(start, end)).tokens.map((token) => token.word.surface))
