import { expect } from 'chai'
import type { EarlierMessage } from '../../../classifier/repeat.ts'
import { estimate, region } from './estimate.ts'

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

  for (const [text, topic] of [
    ['Отсутствует люк возле гимназии', 'roads/manhole'],
    ['глубокая выбоина на повороте', 'roads/pothole'],
    ['на газонах сорняки', 'landscaping/grass'],
    ['где делают прививку от гриппа', 'health/examination'],
    ['отсутствие отопления в общежитии', 'heating/none'],
    ['отсутствует горячая вода с мая', 'water/hot'],
    ['свора собак у вокзала', 'animals/stray-dogs'],
    ['собака бросилась на почтальона', 'animals/bite'],
    ['у детской площадки гололед', 'roads/ice'],
    ['баки переполнены, на обращение пришел ответ', 'waste/not-collected'],
    ['управляющая компания не реагирует: потекла кровля', 'housing/roof'],
    ['возле станции скорой помощи стерлась разметка', 'roads/marking'],
    ['в мфц не включили отопление', 'heating/none'],
  ] as const) {
    it(`puts «${text}» under ${topic}`, () => expect(estimate(text).topics[0]?.topicId).to.equal(topic))
  }

  it('takes a vaccination of animals for no matter of people’s health', () =>
    expect(estimate('прививку коту не сделать').topics.map((one) => one.evidence[0]?.ref)).not.to.include('vaccination'))

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

  it('reads what is reposted as what the author means, and shows no words that he did not write', () => {
    const quoted = ['В Рыльске на улице Ленина прорвало теплотрассу, кипяток, дети мерзнут, помогите, суки']
    const found = estimate('и у нас', {}, { quoted })
    expect(found.needsResponse.value).to.equal(true)
    expect(found.importance.value).to.equal('high')
    expect(found.place?.districtId).to.equal('rylsky')
    expect(found.refusals).to.deep.equal([])
    const estimates = [...found.topics, found.place, found.importance, found.needsResponse]
    expect(estimates.flatMap((one) => one?.evidence.flatMap(({ spans }) => spans) ?? []).filter(({ end }) => end > 7)).to.deep.equal([])
    expect(estimate('', {}, { quoted }).needsResponse.value).to.equal(true)
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
      alike: 1,
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
    ['вот youtu.be/dQw4w9WgXcQ', 'ru'],
    ['смотрите: www.example.org/roads/photo.html?id=1', 'ru'],
    ['youtu.be/dQw4w9WgXcQ', 'und'],
    ['The road at 5 km/h is broken. See it', 'en'],
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
