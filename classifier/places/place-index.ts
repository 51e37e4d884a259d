import { folded } from '../letters.ts'
import { adjectiveForms, declined } from './declension.ts'
import { fuzzyWords } from './fuzzy.ts'
import type { Gazetteer, Named } from './gazetteer.ts'
import type { Form, Place } from './place.ts'
import { type Senses, senses } from './sense.ts'
import { slug } from './slug.ts'
import { nameWords } from './units.ts'

export interface PlaceIndex {
  readonly senses: Senses
  readonly byId: ReadonlyMap<string, Place>
  readonly capital: string
  readonly regionId: string
  /** First words of forms that differ from a word by one typing error. */
  readonly near: (word: string) => readonly string[]
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  г: 'город', д: 'деревня', с: 'село', п: 'посёлок', сл: 'слобода', х: 'хутор',
  ул: 'улица', 'пр-т': 'проспект', пер: 'переулок', пл: 'площадь', мкр: 'микрорайон',
} // prettier-ignore

interface Parsed {
  readonly type: string | null
  readonly name: string
  readonly fixed: boolean
  readonly aliases: readonly string[]
}

const parsed = (named: Named): Parsed => {
  const entry = typeof named === 'string' ? { name: named, fixed: false, aliases: [] } : named
  const [first = '', ...rest] = entry.name.split(' ')
  const known = rest.length > 0 && TYPE_NAMES[first] !== undefined
  return { type: known ? first : null, name: known ? rest.join(' ') : entry.name, fixed: entry.fixed, aliases: entry.aliases }
}

const titled = (each: Parsed): string => (each.type === null ? each.name : `${TYPE_NAMES[each.type] ?? each.type} ${each.name}`)

/** Collects forms; the same form of several places keeps them all. */
class FormTable {
  readonly #forms = new Map<string, Place[]>()
  readonly byId = new Map<string, Place>()

  add(place: Place, forms: Iterable<string>): void {
    if (!this.byId.has(place.id)) this.byId.set(place.id, place)
    for (const form of forms) {
      const key = nameWords(form).join(' ')
      const list = this.#forms.get(key)
      if (list === undefined) this.#forms.set(key, [place])
      else if (!list.includes(place)) list.push(place)
    }
  }

  byFirstWord(): ReadonlyMap<string, readonly Form[]> {
    const table = new Map<string, Form[]>()
    for (const [key, places] of this.#forms) {
      const words = key.split(' ')
      const first = words[0] ?? ''
      table.set(first, [...(table.get(first) ?? []), { words, places }])
    }
    for (const list of table.values()) list.sort((left, right) => right.words.length - left.words.length)
    return table
  }
}

const declinedAll = (names: readonly string[], fixed = false): readonly string[] =>
  names.flatMap((name) => (fixed ? [folded(name)] : [...declined(name)]))

const addMunicipalities = (table: FormTable, gazetteer: Gazetteer): void => {
  for (const each of gazetteer.municipalities) {
    const isCity = each.kind === 'city'
    const base = { id: each.id, districtId: each.id, townId: isCity ? each.id : null, needsType: false, typeWord: isCity ? 'г' : null }
    if (isCity) {
      table.add({ ...base, kind: 'settlement', level: 'settlement', name: each.name, prior: 1 }, declinedAll([each.name, ...each.aliases]))
      continue
    }
    const adjective = each.name.split(' ')[0] ?? ''
    const place = { ...base, kind: 'municipality' as const, level: 'district' as const, name: each.name, prior: 0.8 }
    table.add(place, adjectiveForms(adjective))
    table.add(place, declinedAll(each.aliases))
  }
}

/** Larger, better-known places win over namesakes. */
const settlementPrior = (type: string | null, isCentre: boolean): number => (isCentre ? 0.9 : type === 'п' ? 0.55 : 0.45)

const addSettlements = (table: FormTable, gazetteer: Gazetteer): void => {
  const needType = new Set(gazetteer.needTypeWord)
  const centres = new Map(gazetteer.municipalities.map((each) => [each.id, each.centre]))
  for (const [districtId, list] of Object.entries(gazetteer.settlements)) {
    for (const each of list.map(parsed)) {
      const isCentre = centres.get(districtId) === `${each.type ?? ''} ${each.name}`
      const id = `${districtId}/${slug(each.name)}`
      const place: Place = {
        id, kind: 'settlement', level: 'settlement', name: titled(each), districtId, townId: id,
        prior: settlementPrior(each.type, isCentre),
        needsType: needType.has(each.name) || each.name === 'Белая',
        typeWord: each.type,
      } // prettier-ignore
      table.add(place, declinedAll([each.name, ...each.aliases], each.fixed))
    }
  }
  for (const [districtId, list] of Object.entries(gazetteer.councils)) {
    for (const adjective of list) {
      const id = `${districtId}/${slug(adjective)}-council`
      const name = `${adjective} сельсовет`
      const base = { id, name, districtId, townId: null, prior: 0.6, needsType: true, typeWord: null }
      table.add({ ...base, kind: 'council', level: 'settlement' }, declined(adjective))
    }
  }
}

const addTownParts = (table: FormTable, gazetteer: Gazetteer): void => {
  const needType = new Set(gazetteer.needTypeWord)
  const risky = (name: string): boolean => needType.has(name) || name.endsWith('ый') || name.endsWith('ий')
  const part = (townId: string, each: Parsed, kind: 'area' | 'street'): Place => {
    const id = `${townId}/${kind === 'area' ? 'area' : slug(each.type ?? 'ul')}-${slug(each.name)}`
    const districtId = townId.split('/')[0] ?? null
    const needsType = kind === 'area' ? risky(each.name) : needType.has(each.name)
    return {
      id,
      kind,
      level: kind === 'area' ? 'settlement' : 'street',
      name: titled(each),
      districtId,
      townId,
      prior: 0.5,
      needsType,
      typeWord: each.type,
    }
  }
  for (const [townId, list] of Object.entries(gazetteer.areas)) {
    for (const each of list.map(parsed)) table.add(part(townId, each, 'area'), declinedAll([each.name, ...each.aliases], each.fixed))
  }
  for (const [townId, list] of Object.entries(gazetteer.streets)) {
    for (const each of list.map(parsed)) table.add(part(townId, each, 'street'), streetForms(each))
  }
}

const ADJECTIVE_STREET = /(ая|яя)$/

/** «Сумская» and «Пучковка» change by case; «Ленина» and «Красной Армии» are genitives already. */
const streetForms = (street: Parsed): readonly string[] =>
  [street.name, ...street.aliases].flatMap((name) => {
    const last = name.split(' ').at(-1) ?? ''
    const changes = ADJECTIVE_STREET.test(last) || /(ка|ровка|площадь)$/.test(last)
    return (changes ? [...declined(name)] : [folded(name)]).flatMap(withInitial)
  })

/** «К. Маркса», «В. Луговая»: of two words the first is often written as its letter. */
const withInitial = (form: string): readonly string[] => {
  const [first = '', second, ...rest] = form.split(' ')
  return second === undefined || rest.length > 0 || /\d/.test(form) ? [form] : [form, `${first.charAt(0)} ${second}`]
}

/** Adjectives of towns: «льговская больница» is a clue, though a weak one. */
const addTownAdjectives = (table: FormTable, gazetteer: Gazetteer): void => {
  const adjectives: Readonly<Record<string, string>> = {
    zheleznogorsk: 'железногорский', kurchatov: 'курчатовский', lgov: 'льговский', shchigry: 'щигровский',
  } // prettier-ignore
  for (const city of gazetteer.municipalities) {
    const adjective = adjectives[city.id]
    if (adjective === undefined) continue
    const base = { id: city.id, name: city.name, districtId: city.id, townId: city.id, prior: 0.62, needsType: false, typeWord: 'г' }
    table.add({ ...base, kind: 'adjective', level: 'settlement' }, adjectiveForms(adjective))
  }
}

/** The term dictionary of a gazetteer: every case form of every name. Built once; about a tenth of a second. */
export const placeIndex = (gazetteer: Gazetteer): PlaceIndex => {
  const table = new FormTable()
  addMunicipalities(table, gazetteer)
  addSettlements(table, gazetteer)
  addTownParts(table, gazetteer)
  addTownAdjectives(table, gazetteer)
  const flat = { districtId: null, townId: null, needsType: false, typeWord: null }
  const region: Place = {
    ...flat,
    id: gazetteer.region.id,
    kind: 'region',
    level: 'region',
    name: gazetteer.region.aliases[0] ?? '',
    prior: 0.3,
  }
  for (const alias of gazetteer.region.aliases) table.add({ ...region, id: 'region' }, declined(alias))
  for (const name of gazetteer.outside)
    table.add({ ...flat, id: 'outside', kind: 'outside', level: 'region', name, prior: 0.8 }, declined(name))
  const forms = table.byFirstWord()
  return {
    senses: senses(forms),
    byId: table.byId,
    capital: gazetteer.capital,
    regionId: gazetteer.region.id,
    near: fuzzyWords(forms.keys()),
  }
}
