export type TypeKind = 'settlement' | 'street' | 'area' | 'district' | 'council' | 'house'

export interface TypeWord {
  readonly kind: TypeKind
  /** A full stop belongs to an abbreviation and ends the sentence after a full word; a letter may be a preposition or a particle. */
  readonly spelling: 'letter' | 'abbreviation' | 'full'
}

const spelt =
  (spelling: TypeWord['spelling']) =>
  (kind: TypeKind, words: string): readonly (readonly [string, TypeWord])[] =>
    words.split(' ').map((word) => [word, { kind, spelling }] as const)

const letters = spelt('letter')
const abbreviations = spelt('abbreviation')
const words = spelt('full')

/** Written out with cases: type words are few and irregular. */
export const TYPE_WORDS: ReadonlyMap<string, TypeWord> = new Map([
  ...letters('settlement', 'г д с п х'),
  ...abbreviations('settlement', 'гор дер пос пгт сл хут'),
  ...words('settlement', 'город города городу городом городе деревня деревни деревне деревню деревней село села селу селом селе'),
  ...words('settlement', 'поселок поселка поселку поселком поселке слобода слободы слободе слободу слободой'),
  ...words('settlement', 'хутор хутора хутору хутором хуторе'),
  ...abbreviations('street', 'ул пр просп пер пл'),
  ...words('street', 'улица улицы улице улицу улицей улиц улицам улицах проспект проспекта проспекту проспектом проспекте'),
  ...words('street', 'переулок переулка переулку переулком переулке проезд проезда проезду проезде бульвар бульвара бульваре'),
  ...words('street', 'шоссе площадь площади тупик тупика тупике набережная набережной'),
  ...abbreviations('area', 'мкр мкрн жк'),
  ...words('area', 'микрорайон микрорайона микрорайону микрорайоном микрорайоне мкрорайон'),
  ...abbreviations('district', 'рн'),
  ...words('district', 'район района району районом районе районов районах округ округа округу округом округе'),
  ...words('council', 'сельсовет сельсовета сельсовету сельсоветом сельсовете'),
  ...words('house', 'дом дома доме дому'),
])

/** Beginnings of type words, and how a gazetteer writes what they say. */
const AS_LISTED: readonly (readonly [beginning: string, typeWord: string])[] = [
  ['пере', 'пер'], ['пер', 'пер'], ['ул', 'ул'], ['площ', 'пл'], ['пл', 'пл'], ['пос', 'п'], ['пгт', 'п'], ['просп', 'пр-т'], ['пр', 'пр-т'],
  ['гор', 'г'], ['дер', 'д'], ['сел', 'с'], ['сл', 'сл'], ['хут', 'х'], ['п', 'п'], ['г', 'г'], ['д', 'д'], ['с', 'с'], ['х', 'х'],
] // prettier-ignore

/** «переулке» → `пер`, «села» → `с`; null for a word that no gazetteer uses. */
export const typeWordOf = (written: string): string | null =>
  AS_LISTED.find(([beginning]) => (beginning.length === 1 ? written === beginning : written.startsWith(beginning)))?.[1] ?? null

/** Prepositions that stand before places. */
export const PLACE_PREPOSITIONS: ReadonlySet<string> = new Set(
  'в во на из до под через по около возле у за с со от к вокруг близ'.split(' '),
)

/** Those that stand before a place far oftener than before a person. */
export const STRONG_PREPOSITIONS: ReadonlySet<string> = new Set('в во из до через под близ'.split(' '))
