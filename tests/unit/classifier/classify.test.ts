import { expect } from 'chai'
import { knowledgeOf } from '../../../app/knowledge.ts'
import { topicModel } from '../../../app/topic-model-file.ts'
import { classify, type Context } from '../../../classifier/classify.ts'
import { fingerprint } from '../../../classifier/fingerprint.ts'
import type { EarlierMessage } from '../../../classifier/repeat.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { Classification } from '../../../core/classification.ts'
import { MANUAL_SOURCE, type Post } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'

const region = loadRegion('kursk')
const knowledge = knowledgeOf(region, topicModel(region))
const NOTHING: Context = { source: null, parent: null, similar: [] }
const estimate = (text: string, context: Partial<Context> = {}, changes: Partial<Post> = {}): Classification =>
  classify(knowledge, aPost({ text, ...changes }), { ...NOTHING, ...context })

describe('The classifier', function () {
  this.timeout(60_000)

  for (const [text, group] of [
    ['третий день нет воды в кране, водоканал молчит', 'water'],
    ['Когда дадут тепло? батареи ледяные, дети мёрзнут', 'heating'],
    ['не записаться к педиатру, талонов нет', 'health'],
    ['стаи бродячих собак у садика', 'animals'],
    ['мусор не вывозят вторую неделю, баки полные', 'waste'],
    ['автобус опять не пришёл, ждали час', 'transport'],
    ['выплату за утраченное жильё не дают', 'border'],
  ] as const) {
    it(`knows what «${text}» is about`, () => expect(estimate(text).topics[0]?.groupId).to.equal(group))
  }

  it('asks for a response to whatever a person found worth typing in', () => {
    const thanks = 'Спасибо большое, всё починили'
    expect(estimate(thanks).needsResponse.value).to.equal(false)
    expect(estimate(thanks, {}, { sourceId: MANUAL_SOURCE }).needsResponse.value).to.equal(true)
  })

  it('has at least 20 groups and 150 topics with seeds', () => {
    expect(region.topics.groups.length).to.be.at.least(20)
    expect(region.topics.groups.flatMap((one) => one.topics).length).to.be.at.least(150)
    expect(region.seeds.flatMap((one) => Object.keys(one.topics)).length).to.equal(region.topics.groups.flatMap((one) => one.topics).length)
  })

  it('shows for every topic what led to it', () => {
    for (const topic of estimate('яма на дороге, пробил колесо').topics) expect(topic.evidence).to.have.length.greaterThan(0)
  })

  for (const [text, district] of [
    ['яма в Курчатове', 'kurchatov'],
    ['в Железногорске нет света', 'zheleznogorsk'],
    ['из Хомутовки не уехать', 'khomutovsky'],
    ['жители Суджанского района ждут', 'sudzhansky'],
    ['под Рыльском дорога разбита', 'rylsky'],
    ['в Обояни холодно', 'oboyansky'],
  ] as const) {
    it(`finds the place of «${text}»`, () => expect(estimate(text).place?.districtId).to.equal(district))
  }

  it('takes the place of the parent, else of the source, and says that it is inferred', () => {
    const source = { id: 'vk:-1', districtId: 'lgov', placeId: null, official: false }
    expect(estimate('нет света', { source }).place).to.deep.include({ districtId: 'lgov', inferred: true })
    const parent = { place: estimate('яма в Курчатове').place, authorKind: 'person' as const }
    expect(estimate('и у нас тоже', { source, parent }).place).to.deep.include({ districtId: 'kurchatov', inferred: true })
  })

  it('calls a danger high and says why', () => {
    const { importance } = estimate('пахнет газом в подъезде')
    expect(importance.value).to.equal('high')
    expect(importance.evidence[0]?.spans).to.have.length.greaterThan(0)
    expect(estimate('покрасьте лавочку').importance.value).to.equal('normal')
  })

  for (const [text, needed] of [
    ['Когда почините дорогу? Сколько можно ждать!', true],
    ['нет воды, примите меры', true],
    ['Спасибо большое за новую площадку!', false],
    ['С праздником, дорогие земляки!', false],
    ['Продам гараж, звоните', false],
  ] as const) {
    it(`${needed ? 'wants' : 'wants no'} response to «${text}»`, () => expect(estimate(text).needsResponse.value).to.equal(needed))
  }

  it('wants no response to an agency’s own words', () => {
    const official = aPost().author
    expect(estimate('Когда почините дорогу?', {}, { author: { ...official, kind: 'official' } }).needsResponse.value).to.equal(false)
  })

  it('keeps a photo without a word for a person', () => {
    const photo = { kind: 'photo', id: 'p', url: null, title: null } as const
    expect(estimate('', {}, { media: [photo] }).needsResponse.value).to.equal(true)
    expect(estimate('').needsResponse.value).to.equal(false)
  })

  it('suggests grounds of refusal with their words, masked spellings included', () => {
    expect(estimate('главу надо повесить').refusals.map((one) => one.value)).to.deep.equal(['threat-to-official'])
    expect(estimate('п@здец, а не дорога').refusals.map((one) => one.value)).to.deep.equal(['obscene-or-insulting'])
    expect(estimate('главу надо повесить').refusals[0]?.evidence[0]?.spans).to.have.length.greaterThan(0)
  })

  it('leaves innocent words alone', () => {
    for (const text of [
      'застрахуйте машину',
      'употребляет хлеб',
      'десять рублей',
      'сабля и скипидар',
      'команда Херсон',
      'оскорблять нельзя',
      'потребитель',
      'Сукачёв приехал',
    ]) {
      expect(estimate(text).refusals, text).to.deep.equal([])
    }
  })

  it('suggests duplicates, mass complaints and repeats', () => {
    const earlier = (changes: Partial<EarlierMessage>): EarlierMessage => ({
      caseId: 'case:vk:comment:-1_1',
      postId: 'vk:comment:-1_1',
      authorId: 'other',
      topicId: 'roads/pothole',
      districtId: 'kurchatov',
      placeId: null,
      answeredAt: null,
      createdAt: 0,
      sketch: fingerprint('В Курчатове на улице Ленина яма'),
      ...changes,
    })
    const kinds = (changes: Partial<EarlierMessage>) =>
      estimate('В Курчатове на улице Ленина яма', { similar: [earlier(changes)] }).repeats.map((one) => one.kind)
    expect(kinds({ authorId: '7001' })).to.deep.equal(['technical-duplicate'])
    expect(kinds({})).to.deep.equal(['mass-complaint'])
    expect(kinds({ answeredAt: 5 })).to.deep.equal(['repeat'])
    expect(kinds({ districtId: 'lgov' })).to.deep.equal([])
  })

  for (const [text, language] of [
    ['Здравствуйте, когда починят дорогу?', 'ru'],
    ['Доброго дня, коли полагодять дорогу? Її зовсім немає', 'uk'],
    ['When will the road be repaired, please?', 'en'],
    ['12345', 'und'],
  ] as const) {
    it(`hears ${language} in «${text}»`, () => expect(estimate(text).language.value).to.equal(language))
  }

  it('gives the same answer to the same question', () => {
    expect(estimate('яма на дороге в Курчатове')).to.deep.equal(estimate('яма на дороге в Курчатове'))
  })

  it('survives any text', () => {
    for (const text of [
      '',
      ' ',
      '!!!',
      '😀😀',
      'а'.repeat(50_000),
      '\u202e\u0000x',
      'я '.repeat(5000),
      'https://example.org?x=1',
      'ЁЁЁ-ёёё',
    ])
      expect(() => estimate(text)).not.to.throw()
  })
})
