import { expect } from 'chai'
import { analysis } from '../../../app/dictionary.ts'
import type { PlaceContext } from '../../../classifier/places/inferred-place.ts'
import { placeIndex } from '../../../classifier/places/place-index.ts'
import { recognisePlace } from '../../../classifier/places/recognise-place.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { PlaceGuess } from '../../../core/classification.ts'

const { places } = loadRegion('kursk')
const index = placeIndex(places)
const analyse = analysis()
const NOTHING: PlaceContext = { source: null, parent: null }
const place = (text: string, context: Partial<PlaceContext> = {}): PlaceGuess | null =>
  recognisePlace(index, analyse(text), { ...NOTHING, ...context })
const source = (districtId: string) => ({ id: 'vk:-1', districtId, placeId: null })

/** Text, district, name. */
const CASES: readonly (readonly [string, string | null, string])[] = [
  ['В Курске на улице Ленина яма', 'kursk', 'улица Ленина'],
  ['Курск, ул. Ленина, д. 5 корп. 2', 'kursk', 'улица Ленина, 5 корп. 2'],
  ['ул. Белгородская, 20 в Курске', 'kursk', 'улица Белгородская, 20'],
  ['Курск, Запольная 41А', 'kursk', 'улица Запольная, 41а'],
  ['на проспекте Победы в Курске света нет', 'kursk', 'проспект Победы'],
  ['В деревне большие угоны нет света', 'lgovsky', 'село Большие Угоны'],
  ['Суджанский р-н, нет связи', 'sudzhansky', 'Суджанский район'],
  ['жители Суджанского муниципального округа', 'sudzhansky', 'Суджанский район'],
  ['в Железногорске холодно', 'zheleznogorsk', 'Железногорск'],
  ['льговская больница закрыта', 'lgov', 'Льгов'],
  ['из Рыльска в Глушково не уехать', 'rylsky', 'город Рыльск'],
  ['В Рыльске нет воды, обращались в Курск, молчат', 'rylsky', 'город Рыльск'],
  ['В Черницыно нет света, в Курск звонили', 'oktyabrsky', 'село Черницыно'],
  ['звонили в Москву, в Теткино нет связи', 'glushkovsky', 'посёлок Тёткино'],
  ['Теткино третий день без света', 'glushkovsky', 'посёлок Тёткино'],
  ['Беседино без воды', 'kursky', 'село Беседино'],
  ['на ленина 15 третий день нет воды', 'kursk', 'улица Ленина, 15'],
  ['в городе Льгов нет автобусов до Курска', 'lgov', 'Льгов'],
  ['доехать в Курск невозможно', 'kursk', 'Курск'],
  ['пер. Блинова 3 нет света', 'kursk', 'переулок Блинова, 3'],
  ['на Льговском повороте темно', 'kursk', 'микрорайон Льговский поворот'],
  ['рынок у Льговского поворота закрыт', 'kursk', 'микрорайон Льговский поворот'],
  ['площадь Перекальского, грязь', 'kursk', 'площадь Перекальского'],
  ['село Коренево, нет воды', 'korenevsky', 'село Коренево'],
  ['на Гагарина 3 ямы', 'kursk', 'улица Гагарина'],
  ['на Гагарина, 3. Ямы', 'kursk', 'улица Гагарина, 3'],
  ['на Гагарина 3 разбита дорога', 'kursk', 'улица Гагарина, 3'],
  ['на Гагарина 3 смотрите какая яма', 'kursk', 'улица Гагарина, 3'],
  ['на Гагарина 3 частный дом без газа', 'kursk', 'улица Гагарина, 3'],
  ['на Гагарина 3 раза чинили трубу', 'kursk', 'улица Гагарина'],
  ['на Ленина 50% фонарей', 'kursk', 'улица Ленина'],
  ['на Ленина 12 детская площадка', 'kursk', 'улица Ленина, 12'],
  ['Курск, ул. К. Маркса, 9', 'kursk', 'улица Карла Маркса, 9'],
  ['по К.Маркса в Курске темно', 'kursk', 'улица Карла Маркса'],
  ['на ул В Луговой темно', 'kursk', 'улица Верхняя Луговая'],
  ['С Разина вода течет в овраг', 'kursk', 'улица Степана Разина'],
  ['Обоянь, ул. С. Небывалой, 4', 'oboyansky', 'улица С. Небывалой, город Обоянь, 4'],
]

describe('The place of a message', () => {
  for (const [text, district, name] of CASES) {
    it(`of «${text}» is ${name}`, () => {
      const found = place(text)
      expect(found?.districtId ?? null).to.equal(district)
      expect(found?.name).to.equal(name)
    })
  }

  it('is shown by the words that name it', () => {
    const text = 'Здравствуйте! В Курчатове яма'
    const [span] = place(text)?.evidence[0]?.spans ?? []
    expect(text.slice(span?.start, span?.end)).to.equal('Курчатове')
  })

  it('is outside when another region is named', () => expect(place('В Белгороде потоп')?.placeId).to.equal('outside'))

  it('forgives one typing error beside a word that says what it is', () => {
    expect(place('в городе Желзногорске')?.districtId).to.equal('zheleznogorsk')
  })

  it('is no settlement with a typing error where a small letter begins it, nor another thing than the word beside it says', () => {
    expect(place('под д медведка все изрыла')).to.equal(null)
    expect(place('на желзногорской улице темно')).to.equal(null)
    expect(place('Желзногорский проспект перекрыт')).to.equal(null)
    expect(place('на улице дзержинскго темно')?.name).to.equal('улица Дзержинского')
  })

  it('is surer beside a type word than without it', () => {
    const [bare, typed] = [place('у Больших Угонов'), place('у села Большие Угоны')]
    expect(typed?.confidence).to.be.greaterThan(bare?.confidence ?? 0)
  })

  it('takes a street of the town that the source speaks of', () => {
    expect(place('на улице Ленина яма', { source: source('kurchatov') })?.districtId).to.equal('kurchatov')
  })

  it('keeps a street that no list has, inside the place that is known', () => {
    const found = place('на улице Небывалой яма', { source: source('lgov') })
    expect(found).to.deep.include({ districtId: 'lgov', level: 'street', name: 'улица Небывалой, Льгов' })
  })

  it('is not moved by a street that only another town’s list has, from where source and parent say', () => {
    expect(place('на улице Сентюрева темно')?.districtId).to.equal('zheleznogorsk')
    const ofSource = place('на улице Сентюрева темно', { source: source('lgov') })
    expect(ofSource).to.deep.include({ districtId: 'lgov', level: 'street', name: 'улица Сентюрева, Льгов', inferred: true })
    const parent = { place: place('яма в Курчатове'), authorKind: 'person' as const }
    expect(place('на улице Сентюрева темно', { parent })?.districtId).to.equal('kurchatov')
    const beside = { place: place('нет света в Железногорске'), authorKind: 'person' as const }
    expect(place('на улице Сентюрева темно', { parent: beside })?.name).to.equal('улица Сентюрева')
  })

  it('keeps a street beside the town that is named, though only another town’s list has it', () => {
    const found = place('В Обояни на улице Сентюрева, 4 темно')
    expect(found).to.deep.include({ districtId: 'oboyansky', level: 'house', name: 'улица Сентюрева, город Обоянь, 4' })
  })

  it('ends with the sentence: a written-out type word before a full stop belongs to no name after it', () => {
    const about = { source: source('kursk') }
    for (const end of ['. ', '.\r\n', ' \n', '\r\n', '». ', '). ', ' ! '])
      expect(place(`ждал на площади${end}Пришло два автобуса`, about)?.name, end).to.equal('Курск')
    expect(place('Как дела в Льгове? Район совсем забыли', about)?.name).to.equal('Льгов')
    expect(place('яма на ул. Небывалой', about)?.name).to.equal('улица Небывалой, Курск')
  })

  it('is that of the parent, surer when an official wrote it, else of the source', () => {
    const parentPlace = place('яма в Курчатове')
    const ofPerson = place('и у нас', { parent: { place: parentPlace, authorKind: 'person' }, source: source('lgov') })
    const ofOfficial = place('и у нас', { parent: { place: parentPlace, authorKind: 'official' }, source: source('lgov') })
    expect(ofPerson).to.deep.include({ districtId: 'kurchatov', inferred: true })
    expect(ofOfficial?.confidence).to.be.greaterThan(ofPerson?.confidence ?? 1)
    expect(place('и у нас', { source: source('lgov') })).to.deep.include({ districtId: 'lgov', inferred: true })
  })

  it('is none without any clue', () => expect(place('холодно')).to.equal(null))

  for (const text of [
    '2 года жду',
    'тетя Надежда из 5 подъезда',
    'с утра в доме 3 холодно',
    'любовь и победа',
    'строители разрыли тротуар',
    'грозный ответ',
    'до победы 2 дня',
    'ждем победы',
    'Вино подорожало, кино закрыли',
    'школа имени Курчатова закрыта',
  ]) {
    it(`is not read into «${text}»`, () => expect(place(text)).to.equal(null))
  }
})
