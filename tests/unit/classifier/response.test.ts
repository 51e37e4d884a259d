import { expect } from 'chai'
import { MANUAL_SOURCE } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'
import { estimate } from './estimate.ts'

const signs = (text: string): readonly string[] => estimate(text).needsResponse.evidence.map(({ ref }) => ref)

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
    ['ты пирожки ешь?', false],
    ['ты пирожки ешь? а вода когда будет?', true],
    ['приду и всех вас убью', true],
    ['спасибо, главу надо повесить', true],
  ] as const) {
    it(`${needed ? 'wants' : 'wants no'} response to «${text}»`, () => expect(estimate(text).needsResponse.value).to.equal(needed))
  }

  for (const [text, sign] of [
    ['Большая просьба заделать ступени', 'request'],
    ['подскажите, какой участковый на Союзной', 'ask'],
    ['Кто додумался закрыть переход?', 'who-decided'],
    ['что делать с полным погребом воды', 'what-to-do'],
    ['какие меры принимаются', 'demand'],
    ['Куда написать про шум по ночам?', 'where-look'],
    ['у школы носится свора собак, бросается на прохожих', 'dogs'],
    ['отсутствие урн на бульваре', 'lack'],
    ['перехода возле гимназии нет', 'lack'],
    ['парк так и не очищен после метели', 'undone'],
    ['уборка двора не производится', 'undone'],
    ['требуется ремонт крыльца', 'work-needed'],
    ['пустырь за гаражами весь в бурьяне', 'overgrown'],
    ['лестница в плачевном состоянии', 'bad-state'],
    ['наледь на крыльце поликлиники', 'bad-road'],
    ['обочину размыло ливнем', 'bad-road'],
    ['люк треснул пополам', 'manhole'],
    ['едкий запах по вечерам', 'smell'],
    ['на тропинку повалило старое дерево', 'fallen'],
  ] as const) {
    it(`sees the sign ${sign} in «${text}»`, () => expect(signs(text)).to.include(sign))
  }

  for (const [text, sign] of [
    ['старшие не подскажут', 'ask'],
    ['запах сирени, как в детстве', 'smell'],
    ['дерево какое красивое', 'fallen'],
    ['люк машины открывается кнопкой', 'lack'],
    ['в отличном состоянии', 'bad-state'],
  ] as const) {
    it(`sees no sign ${sign} in «${text}»`, () => expect(signs(text)).not.to.include(sign))
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
