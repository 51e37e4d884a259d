import { expect } from 'chai'
import { knowledgeOf } from '../../../app/knowledge.ts'
import { topicModel } from '../../../app/topic-model-file.ts'
import { classify, type Context } from '../../../classifier/classify.ts'
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

  it('wants no response to an agency’s own words', () => {
    const official = aPost().author
    expect(estimate('Когда почините дорогу?', {}, { author: { ...official, kind: 'official' } }).needsResponse.value).to.equal(false)
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

  for (const [text, importance] of [
    ['не хочу больше жить', 'high'],
    ['наложу на себя руки', 'high'],
    ['воняет газом в подъезде', 'high'],
    ['огонь подходит к домам', 'high'],
    ['дом горит на Ленина', 'high'],
    ['бпла упал на дом в Рыльске, есть раненые', 'high'],
    ['Тёткино обстреливают каждый день', 'high'],
    ['нашли снаряд в огороде', 'high'],
    ['ребенок тонет в карьере', 'high'],
    ['мужчина избивает жену', 'high'],
    ['воды нет уже месяц', 'high'],
    ['дом горит, света нет', 'high'],
    ['пропал ребенок, ищет группа добровольцев', 'high'],
    ['40 мин на остановке стоим', 'normal'],
    ['спортивный снаряд сломан', 'normal'],
    ['На улице тепло, снега нет', 'normal'],
    ['фонари не горят у дома', 'normal'],
    ['сломан забор, руки не доходят', 'normal'],
    ['ищу няню для ребенка', 'normal'],
    ['ждем в скором времени открытия школы', 'normal'],
    ['вечная память погибшим воинам', 'normal'],
  ] as const) {
    it(`calls «${text}» ${importance}`, () => expect(estimate(text).importance.value).to.equal(importance))
  }

  for (const [text, grounds] of [
    ['приду и всех вас убью', ['harm-intent']],
    ['взорву вашу администрацию', ['harm-intent']],
    ['надо повесить этих чиновников на столбе', ['threat-to-official']],
    ['найду этого главу, пожалеет', ['threat-to-official']],
    ['администрация скоты', ['obscene-or-insulting']],
    ['п***ц дороге', ['obscene-or-insulting']],
    ['бл@ть, опять яма', ['obscene-or-insulting']],
    ['б**дь, когда почините', ['obscene-or-insulting']],
    ['да пошло оно нахуй', ['obscene-or-insulting']],
    ['пишите на@ivanov_kursk', []],
    ['**Внимание** отключение воды', []],
    ['Его убили под Суджей, выплату не дают', []],
    ['нас всех тут убьют, дайте укрытие', []],
    ['убитая дорога, все колеса пробили', []],
    ['ВСУ взорвали школу', []],
    ['собаку отравили догхантеры', []],
    ['губернатор, повесьте фонарь на столб', []],
    ['Глава района провел встречу с жителями, ответил на вопросы', []],
    ['сухие суки на деревьях', []],
    ['Падеж скота в селе', []],
    ['козлы соседа бегают', []],
  ] as const) {
    it(`sees in «${text}» ${grounds.join() || 'no ground of refusal'}`, () =>
      expect(estimate(text).refusals.map((one) => one.value)).to.deep.equal(grounds))
  }

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
