import { expect } from 'chai'
import { analysis } from '../../../app/dictionary.ts'
import { ExpressionError } from '../../../classifier/rules/expression.ts'
import { parseExpression } from '../../../classifier/rules/parse-expression.ts'
import { ruleIndex } from '../../../classifier/rules/rule-index.ts'

const analyse = analysis()
const matches = (when: string, text: string): boolean => ruleIndex([{ id: 'r', when }], analyse).match(analyse(text)).length === 1
const found = (when: string, text: string): string[] =>
  ruleIndex([{ id: 'r', when }], analyse)
    .match(analyse(text))
    .flatMap(({ spans }) => spans.map(({ start, end }) => text.slice(start, end)))

/** Expression, text, whether it matches. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['яма', 'Провалились в ямы', true],
  ['яма', 'ямб и хорей', false],
  ['ёлка', 'нет елки', true],
  ['=ямы', 'ямы', true],
  ['=ямы', 'яма', false],
  ['мусор*', 'мусорка полна', true],
  ['яма дорога', 'на дороге яма', true],
  ['яма AND дорога', 'на дороге', false],
  ['яма OR дорога', 'на дороге', true],
  ['яма ИЛИ дорога', 'на дороге', true],
  ['яма NOT двор', 'яма во дворе', false],
  ['яма NOT двор', 'яма на дороге', true],
  ['яма НЕ двор', 'яма во дворе', false],
  ['(яма OR выбоина) дорога', 'выбоины на дорогах', true],
  ['"детская площадка"', 'на детской площадке', true],
  ['"детская площадка"', 'площадка детская', false],
  ['"по =данным"', 'по данным опроса', true],
  ['"по =данным"', 'по данному вопросу', false],
  ['пресс-служба', 'пресс-службы молчат', true],
  ['пресс-служба', 'служба поддержки молчит', false],
  ['служба', 'пресс-служба молчит', true],
  ['NEAR/2(снег, чистить)', 'снег не чистят', true],
  ['NEAR/1(снег, чистить)', 'снег никто никогда не чистит', false],
  ['NEAR/3("детская площадка", сломать OR разбить)', 'разбили всю детскую площадку', true],
  ['ИЛИада', 'Илиада Гомера', true],
]

describe('An analyst’s rule', () => {
  for (const [when, text, expected] of CASES)
    it(`${when} ${expected ? 'matches' : 'does not match'} «${text}»`, () => expect(matches(when, text)).to.equal(expected))

  it('shows the words it matched, neighbours as one', () => {
    expect(found('"детская площадка"', 'Нет детской площадки!')).to.deep.equal(['детской площадки'])
    expect(found('яма AND дорога', 'Яма, огромная, на дороге')).to.deep.equal(['Яма', 'дороге'])
  })

  for (const [bad, words] of [
    ['яма AND', 'the end'],
    ['(яма', ')'],
    ['яма )', 'out of place'],
    ['NEAR/3(яма)', ','],
    ['""', 'empty phrase'],
    ['я*', 'two letters'],
    ['яма ; двор', 'not a word'],
  ] as const) {
    it(`says what is wrong with ${bad}`, () => expect(() => parseExpression(bad)).to.throw(ExpressionError, words))
  }

  it('must name a word that has to be present', () => {
    expect(() => ruleIndex([{ id: 'nothing', when: 'NOT яма' }], analyse)).to.throw(ExpressionError, 'rule nothing')
  })

  it('agrees with asking every rule one by one', () => {
    const words = ['яма', 'дорога', 'снег', 'вода', 'школа', 'двор', 'собака', 'свет']
    const rules = words.flatMap((a, i) =>
      words.slice(i + 1).flatMap((b, j) => [
        { id: `${i}-${j}-and`, when: `${a} ${b}` },
        { id: `${i}-${j}-not`, when: `${a} NOT ${b}` },
        { id: `${i}-${j}-near`, when: `NEAR/2(${a}, ${b})` },
        { id: `${i}-${j}-or`, when: `${a} OR ${b}` },
      ]),
    )
    const whole = ruleIndex(rules, analyse)
    for (const text of ['яма на дороге у школы', 'снег во дворе, света нет', 'собаки, вода, ямы', 'ничего']) {
      const together = whole.match(analyse(text)).map(({ rule }) => rule.id)
      const apart = rules.filter((rule) => matches(rule.when, text)).map((rule) => rule.id)
      expect(together).to.deep.equal(apart)
    }
  })
})
