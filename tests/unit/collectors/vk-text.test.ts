import { expect } from 'chai'
import { plainText } from '../../../collectors/vk/text.ts'

describe('The words of a message of VK', () => {
  for (const [text, plain] of [
    ['[id7001|Анна], спасибо', 'Анна, спасибо'],
    ['[club1:bp-1_2|Мэрия], яма', 'Мэрия, яма'],
    ['[id1|Имя [adm] х], яма', 'Имя [adm] х, яма'],
    ['[id1|Имя [adm х], яма', 'Имя [adm х, яма'],
    ['[https://example.org|сайт]', 'сайт (https://example.org)'],
    ['[#alias|название|https://example.org/a]', 'название (https://example.org/a)'],
    ['@id7001 (Анна), спасибо', 'Анна, спасибо'],
    ['*club1(Имя), яма', 'Имя, яма'],
    ['@event5 (Е), яма', 'Е, яма'],
    ['@durov (Павел), яма', 'Павел, яма'],
    ['(@public2(П)) яма', '(П) яма'],
  ] as const)
    it(`are those a person reads: ${text}`, () => {
      expect(plainText(text)).to.equal(plain)
    })

  for (const text of [
    'pochta@kursk.ru (приёмная)',
    'труба 2*club1 (х)',
    '*важно* (яма)',
    '@ (яма)',
    'массив [1] и [#яма]',
    '[id1|без конца',
  ])
    it(`are left as they are where they only look like a mention: ${text}`, () => {
      expect(plainText(text)).to.equal(text)
    })

  for (const part of ['[id1|', '[id1|[', '[#a|', '[https://a|', '@id1 (', '@a.', '[id1|[]'])
    it(`are found soon in a text that is nothing but beginnings of mentions: ${part}`, () => {
      const text = part.repeat(16_384 / part.length)
      const begun = performance.now()
      plainText(text)
      expect(performance.now() - begun).to.be.below(1000)
    })
})
