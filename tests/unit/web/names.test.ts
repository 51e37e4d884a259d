import { expect } from 'chai'
import type { Directory } from '../../../console/server/api.ts'
import {
  agencyName,
  districtChoices,
  districtName,
  groupChoices,
  placeText,
  topicName,
  whereText,
} from '../../../console/web/shell/names.ts'
import { type Language, language } from '../../../console/web/shell/preferences.state.ts'
import { directory } from '../../../console/web/shell/session.state.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { textsOf } from '../../../console/web/text/text.ts'

const DIRECTORY: Directory = {
  groups: [{ id: 'roads', name: 'Дороги', nameEn: 'Roads' }],
  topics: [{ id: 'roads/pothole', name: 'Ямы', nameEn: 'Potholes', groupId: 'roads' }],
  districts: [{ id: 'rylsky', name: 'Рыльский район', nameEn: 'Rylsky District' }],
  agencies: [
    {
      id: 'roads',
      name: 'Министерство',
      nameEn: 'Ministry of Roads',
      shortName: 'Минтранс',
      shortNameEn: 'Transport Ministry',
      ready: true,
      active: true,
      accounts: [],
    },
  ],
  reworkCodes: [],
  refusalGrounds: [],
  platforms: [],
  publishes: [],
}

describe('names', () => {
  before(() => textsOf('en'))
  before(() => (directory.value = DIRECTORY))
  after(() => {
    directory.value = null
    language.value = 'ru'
  })
  const inBoth = (name: () => string): Record<Language, string> => {
    const one = (chosen: Language): string => {
      language.value = chosen
      return name()
    }
    return { ru: one('ru'), en: one('en') }
  }

  it('follow the chosen language', () => {
    expect(inBoth(() => topicName('roads/pothole'))).to.deep.equal({ ru: 'Ямы', en: 'Potholes' })
    expect(inBoth(() => agencyName('roads'))).to.deep.equal({ ru: 'Минтранс', en: 'Transport Ministry' })
    expect(inBoth(() => districtName('rylsky'))).to.deep.equal({ ru: 'Рыльский район', en: 'Rylsky District' })
    expect(inBoth(() => groupChoices.value[0]?.name ?? '')).to.deep.equal({ ru: 'Дороги', en: 'Roads' })
    expect(inBoth(() => districtChoices.value[0]?.name ?? '')).to.deep.equal({ ru: 'Рыльский район', en: 'Rylsky District' })
  })
  it('have a word for the whole region', () => {
    expect(inBoth(() => districtName('region'))).to.deep.equal({ ru: 'Весь регион', en: 'Whole region' })
  })
  it('are ids where the directory knows no better', () => {
    expect([topicName('a/b'), agencyName('gone'), districtName('nowhere')]).to.deep.equal(['a/b', 'gone', 'nowhere'])
  })
  it('of a place that is a whole district are those of the district', () => {
    expect(inBoth(() => placeText({ placeName: 'Рыльский район', districtId: 'rylsky' })).en).to.equal('Rylsky District')
    expect(inBoth(() => placeText({ placeName: null, districtId: 'rylsky' })).en).to.equal('Rylsky District')
    expect(inBoth(() => placeText({ placeName: null, districtId: null })).en).to.equal('no place given')
  })
  it('of a settlement stand with its district, a whole district stands once', () => {
    expect(inBoth(() => whereText({ placeName: 'Капыстичи', districtId: 'rylsky' })).en).to.equal('Капыстичи, Rylsky District')
    expect(inBoth(() => whereText({ placeName: 'Рыльский район', districtId: 'rylsky' })).ru).to.equal('Рыльский район')
  })
})

describe("the region's names", () => {
  const region = loadRegion('kursk')
  const names = [
    ...region.agencies.agencies.flatMap(({ nameEn, shortNameEn }) => [nameEn, shortNameEn]),
    ...region.topics.groups.flatMap(({ nameEn, topics }) => [nameEn, ...topics.map((topic) => topic.nameEn)]),
    ...region.places.municipalities.map(({ nameEn }) => nameEn),
    region.region.nameEn,
  ]
  it('are English in English', () => {
    expect(names.filter((name) => /\p{Script=Cyrillic}/u.test(name))).to.deep.equal([])
  })
  it('tell agencies apart in both languages', () => {
    for (const key of ['shortName', 'shortNameEn'] as const)
      expect(new Set(region.agencies.agencies.map((agency) => agency[key])).size).to.equal(region.agencies.agencies.length)
  })
})
