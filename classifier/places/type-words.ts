export type TypeKind = 'settlement' | 'street' | 'area' | 'district' | 'council' | 'house'

export interface TypeWord {
  readonly kind: TypeKind
  /** One-letter words are also prepositions and particles: they need a full stop or a capital letter after them. */
  readonly short: boolean
}

const long = (kind: TypeKind, words: string): readonly (readonly [string, TypeWord])[] =>
  words.split(' ').map((word) => [word, { kind, short: false }] as const)
const short = (kind: TypeKind, words: string): readonly (readonly [string, TypeWord])[] =>
  words.split(' ').map((word) => [word, { kind, short: true }] as const)

/** Written out with cases: type words are few and irregular. */
export const TYPE_WORDS: ReadonlyMap<string, TypeWord> = new Map([
  ...short('settlement', 'г д с п х'),
  ...long('settlement', 'гор город города городу городом городе дер деревня деревни деревне деревню деревней село села селу селом селе'),
  ...long('settlement', 'пос пгт поселок поселка поселку поселком поселке сл слобода слободы слободе слободу слободой'),
  ...long('settlement', 'хут хутор хутора хутору хутором хуторе'),
  ...long('street', 'ул улица улицы улице улицу улицей улиц улицам улицах пр просп проспект проспекта проспекту проспектом проспекте'),
  ...long('street', 'пер переулок переулка переулку переулком переулке проезд проезда проезду проезде бульвар бульвара бульваре'),
  ...long('street', 'шоссе площадь площади пл тупик тупика тупике набережная набережной'),
  ...long('area', 'мкр мкрн микрорайон микрорайона микрорайону микрорайоном микрорайоне мкрорайон жк'),
  ...long('district', 'район района району районом районе районов районах рн округ округа округу округом округе'),
  ...long('council', 'сельсовет сельсовета сельсовету сельсоветом сельсовете'),
  ...long('house', 'дом дома доме дому'),
])

/** Prepositions that stand before places. */
export const PLACE_PREPOSITIONS: ReadonlySet<string> = new Set(
  'в во на из до под через по около возле у за с со от к вокруг близ'.split(' '),
)

/** Those that stand before a place far oftener than before a person. */
export const STRONG_PREPOSITIONS: ReadonlySet<string> = new Set('в во из до через под близ'.split(' '))
