import { expect } from 'chai'
import { analysis } from '../../../app/dictionary.ts'
import { analyser, lemmaText, queryWords } from '../../../classifier/analysis.ts'
import { lexicon } from '../../../classifier/lexicon.ts'
import type { Morphology } from '../../../classifier/morphology.ts'

const analyse = analysis()
const words = (text: string): readonly string[] => analyse(text).tokens.map((token) => token.word.surface)

describe('The analysis of a text', () => {
  for (const [text, expected] of [
    ['Ямы, ямы и ЯМИЩИ!', ['ямы', 'ямы', 'и', 'ямищи']],
    ['Ёлка ещё стоит', ['елка', 'еще', 'стоит']],
    ['пр-т Победы, д. 62а', ['пр-т', 'победы', 'д', '62а']],
    ['б/у об’явление х*й п@здец', ['б', 'у', 'об’явление', 'х*й', 'п@здец']],
    ['тире - не дефис -', ['тире', 'не', 'дефис']],
    ['', []],
  ] as const) {
    it(`reads «${text}» as ${expected.join(' · ') || 'no words'}`, () => expect(words(text)).to.deep.equal(expected))
  }

  it('reads look-alike Latin letters inside a Cyrillic word as Cyrillic, and leaves Latin words alone', () => {
    expect(words('дорoга HET света, WhatsApp')).to.deep.equal(['дорога', 'het', 'света', 'whatsapp'])
  })

  it('reads a decomposed й as one letter', () => {
    expect(words('трамвай'.normalize('NFD'))).to.deep.equal(['трамвай'])
    expect(words('ёлка'.normalize('NFD'))).to.deep.equal(['елка'])
  })

  it('reads a word past its stress marks and soft hyphens', () => {
    expect(words('тру\u0301бу, пло\u00adхая')).to.deep.equal(['трубу', 'плохая'])
    expect(words('трамва\u0301й'.normalize('NFD'))).to.deep.equal(['трамвай'])
  })

  it('reads letters outside the basic plane, and passes over pictures', () => {
    expect(words('𝐀𝐁 😀яма😀')).to.have.lengthOf(2)
    expect(words('😀яма😀')).to.deep.equal(['яма'])
  })

  it('tells where each word stands', () => {
    const text = 'Нет света! Когда дадут?'
    expect(analyse(text).tokens.map(({ start, end }) => text.slice(start, end))).to.deep.equal(['Нет', 'света', 'Когда', 'дадут'])
  })

  it('counts sentences', () => {
    expect(analyse('Яма. Света нет!\nКогда?').tokens.map((token) => token.sentence)).to.deep.equal([0, 1, 1, 2])
  })

  it('reads a short word as an abbreviation only where it is no word of its own', () => {
    expect(lemmaText(analyse('и в городе с дорогами'))).to.equal('и в город с дорога')
    expect(lemmaText(analyse('ул., д., час'))).to.equal('улица далее дом час')
  })

  it('reads a preposition as nothing else', () => {
    expect(lemmaText(analyse('из крана для города после ремонта'))).to.equal('из кран для город после ремонт')
  })

  it('leaves a foreign half of a word as it is', () => {
    expect(words('SMS-код на WEB-сайте')).to.deep.equal(['sms-код', 'на', 'web-сайте'])
  })

  it('gives every lemma of every word to the index, and alternatives to a search', () => {
    expect(lemmaText(analyse('Ямы на дорогах'))).to.equal('ям яма на дорога')
    expect(lemmaText(analyse('Ямы на дорогах, на дорогах ямы'))).to.equal('ям яма на дорога')
    expect(queryWords(analyse('стали'))[0]).to.include.members(['сталь', 'стать'])
  })
})

describe('The words met so far', () => {
  /** Counts how often each word was looked up. */
  const counting = (): Morphology & { readonly asked: Map<string, number> } => {
    const asked = new Map<string, number>()
    return {
      asked,
      lemmas(word) {
        asked.set(word, (asked.get(word) ?? 0) + 1)
        return [word]
      },
    }
  }
  const numbered = (from: number, count: number): string => Array.from({ length: count }, (_, index) => `слово${from + index}`).join(' ')

  it('look each word up once, however it is written', () => {
    const dictionary = counting()
    const read = analyser(dictionary)
    const [first, second] = read('Яма ЯМА яма').tokens.map((token) => token.word)
    expect(first).to.equal(second)
    expect(dictionary.asked.get('яма')).to.equal(1)
  })

  it('keep what is met again, and forget what is not, when very many words come', () => {
    const dictionary = counting()
    const read = analyser(dictionary)
    read('однажды')
    for (let turn = 0; turn < 10; turn += 1) read(`всегда ${numbered(turn * 10_000, 10_000)}`)
    read('однажды')
    expect(dictionary.asked.get('всегда')).to.equal(1)
    expect(dictionary.asked.get('однажды')).to.equal(2)
  })

  it('do not keep runs of letters that are no words', () => {
    const dictionary = counting()
    const words = lexicon(dictionary)
    const long = 'а'.repeat(60)
    words.read(long, 0, 60)
    words.read(long, 0, 60)
    expect(dictionary.asked.get(long)).to.equal(2)
  })
})
