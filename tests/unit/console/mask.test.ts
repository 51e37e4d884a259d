import { expect } from 'chai'
import { maskedPost } from '../../../console/server/mask.ts'
import { aPost } from '../../builders/post.ts'

describe('What anybody reads of a post', () => {
  const read = (text: string, spans: readonly (readonly [start: number, end: number])[]): string => {
    const evidence = spans.map(([start, end]) => ({ by: 'lexicon', ref: `${start}`, score: 1, spans: [{ start, end }] }) as const)
    const refusals = [{ value: 'obscene-or-insulting', confidence: 1, evidence }] as const
    return maskedPost(aPost({ text }), { refusals }, 'curator').text
  }

  it('hides what suggests a refusal, in whatever order it was found', () => {
    const spans = [
      [7, 9],
      [1, 3],
    ] as const
    expect(read('0123456789', spans)).to.equal('0••3456••9')
  })

  it('hides it once where one reason overlaps another or holds it', () => {
    const spans = [
      [1, 6],
      [2, 4],
      [5, 8],
      [8, 9],
    ] as const
    expect(read('0123456789', spans)).to.equal('0••••••••9')
  })
})

describe('What an analyst reads of a post', () => {
  const read = (text: string): string => maskedPost(aPost({ text }), { refusals: [] }, 'analyst').text

  it('hides addresses of electronic mail, wherever they begin', () => {
    expect(read('Пишите: (ivan.petrov+1@mail.ru)')).to.equal(`Пишите: (${'•'.repeat('ivan.petrov+1@mail.ru'.length)})`)
    expect(read('почта:a@b.ru')).to.equal('почта:••••••')
  })

  for (const phone of [
    '+7 (910) 123-45-67',
    '8 (4712) 70-12-34',
    '8.910.123.45.67',
    '79101234567',
    '9101234567',
    '8 910 123–45–67',
    '8-910-1234567',
    '70-12-34',
    '8 910    123 45 67',
    '+7 (910) - 123-45-67',
    '+7−910−123−45−67',
    '8/910/123/45/67',
    '8_910_123_45_67',
    '8\u200b910\u200b123\u200b45\u200b67',
    '8\u00ad910\u200f123\u202a45\u202c67',
    '4712 701234',
    '(4712) 701-234',
    '(47131) 2-12-34',
    '495 123-45-67',
    '+380 67 123 45 67',
    '+375 29 123-45-67',
    '375291234567',
  ]) {
    it(`hides the telephone number ${phone}`, () => {
      expect(read(`Звоните ${phone}, Анна`)).to.equal(`Звоните ${'•'.repeat(phone.length)}, Анна`)
    })
  }

  for (const text of [
    'в 2026 году',
    '17.03.2026 в 10:30',
    '17.03.2026-20.03.2026',
    'с 8.03.2026 – 10.03',
    'дом 8 10.03.2026 15.30',
    '2026-03-17',
    'с 8:00 до 17:00',
    'приём 8.00-12.00 13.00-17.00',
    'дом 70, кв. 12',
    'корпус 12/14',
    'школа 58',
    'звоните 112',
    'маршруты 93, 95, 102',
    'от 500 до 1000 рублей',
    '450 000 руб. из 9 500 000 000 рублей',
    '85 000 000 000 ₽',
    'заявка 1234567',
    'пр. 305000-12',
    '305000, Курск, ул. Ленина, 5',
    '№ 180-па',
    'бл@ть',
    'есть ли вы на vk.com?',
    'kursk.ru/news/123456',
  ])
    it(`shows ${text}`, () => expect(read(text)).to.equal(text))

  for (const way of [
    'https://vk.com/id1234567',
    'vk.com/anna.petrova',
    'm.vk.com/wall1234567_5?reply=9',
    't.me/anna_petrova',
    'http://ok.ru/profile/58123',
    '@anna_petrova',
    'id1234567',
  ]) {
    it(`hides the way to a person ${way}`, () => {
      expect(read(`Пишите: ${way}, Анна`)).to.equal(`Пишите: ${'•'.repeat(way.length)}, Анна`)
    })
  }

  for (const address of ['smirnova.anna9101234567@mail.ru', 'smirnova-70-12-34@mail.ru'])
    it(`hides the whole of ${address}`, () => expect(read(address)).to.equal('•'.repeat(address.length)))

  it('hides addresses with Russian letters', () => {
    expect(read('пишите иван@почта.рф')).to.equal(`пишите ${'•'.repeat('иван@почта.рф'.length)}`)
  })

  it('hides what leads to a person in quoted words and media', () => {
    const media = [{ kind: 'photo', id: 'photo7001_5', url: 'https://vk.com/photo7001_5', title: 'Анна Смирнова' }] as const
    const shown = maskedPost(aPost({ quoted: ['Мой номер 9101234567'], media }), { refusals: [] }, 'analyst')
    expect(shown.quoted).to.deep.equal(['Мой номер ••••••••••'])
    expect(shown.media).to.deep.equal([{ kind: 'photo', id: '0', url: null, title: null }])
  })

  it('does not name the owner of a wall of his own by the ids of what stands on it', () => {
    const wall = { id: 'vk:comment:1234567_7', parentId: 'vk:wall:1234567_5', rootId: 'vk:wall:1234567_5', sourceId: 'vk:1234567' } as const
    const shown = maskedPost(aPost(wall), { refusals: [] }, 'analyst')
    expect(JSON.stringify(shown)).not.to.include('1234567')
    expect(shown.rootId).to.equal(shown.parentId)
    expect(maskedPost(aPost(wall), { refusals: [] }, 'curator')).to.deep.include(wall)
    const community = { id: 'vk:comment:-1_7', rootId: 'vk:wall:-1_5', sourceId: 'vk:-1' } as const
    expect(maskedPost(aPost(community), { refusals: [] }, 'analyst')).to.deep.include(community)
  })

  it('is there at once, though a word is as long as a post may be', () => {
    const long = 'a'.repeat(100_000)
    expect(read(long)).to.equal(long)
    expect(read(`${long}@mail.ru`)).to.equal('•'.repeat(long.length + '@mail.ru'.length))
  }).timeout(5000)
})
