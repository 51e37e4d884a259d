import { expect } from 'chai'
import { MANUAL_SOURCE } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'
import { estimate } from './estimate.ts'

describe('Whether a response is required', () => {
  for (const [text, needed] of [
    ['Когда почините дорогу? Сколько можно ждать!', true],
    ['нет воды, примите меры', true],
    ['Спасибо большое за новую площадку!', false],
    ['С праздником, дорогие земляки!', false],
    ['Продам гараж, звоните', false],
    ['Не убирают мусор у дома. Спасибо.', true],
    ['Когда сделают дорогу в Беседино? Заранее спасибо', true],
    ['супер, опять без воды', true],
    ['согласна, автобусы не ходят вообще', true],
    ['дом не сдали в срок, дольщики ждут второй год', true],
    ['сняли автобус с маршрута, добираться не на чем', true],
    ['по данной дороге не проехать', true],
    ['дети голодают', true],
    ['У Рильську немає води третій день', true],
    ['The street lights on Lenina street do not work', true],
    ['Спасибо, что отремонтировали дорогу на Ленина, стало отлично', false],
    ['Ваше обращение принято, ответ направим', false],
    ['Вечная память героям', false],
    ['ok super', false],
    ['приду и всех вас убью', true],
    ['спасибо, главу надо повесить', true],
  ] as const) {
    it(`${needed ? 'wants' : 'wants no'} response to «${text}»`, () => expect(estimate(text).needsResponse.value).to.equal(needed))
  }

  it('asks for a response to whatever a person found worth typing in', () => {
    const thanks = 'Спасибо большое, всё починили'
    expect(estimate(thanks).needsResponse.value).to.equal(false)
    expect(estimate(thanks, {}, { sourceId: MANUAL_SOURCE }).needsResponse.value).to.equal(true)
  })

  it('wants no response to an agency’s own words', () => {
    const official = aPost().author
    expect(estimate('Когда почините дорогу?', {}, { author: { ...official, kind: 'official' } }).needsResponse.value).to.equal(false)
  })

  it('keeps a photo without a word for a person', () => {
    const photo = { kind: 'photo', id: 'p', url: null, title: null } as const
    expect(estimate('', {}, { media: [photo] }).needsResponse.value).to.equal(true)
    expect(estimate('').needsResponse.value).to.equal(false)
  })
})
