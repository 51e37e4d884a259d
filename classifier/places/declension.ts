import { folded } from '../letters.ts'

/** Six cases: nominative, genitive, dative, accusative, instrumental, locative. Variants of one case are separated by `/`. */
type Endings = readonly [string, string, string, string, string, string]

interface Paradigm {
  /** Ending of the nominative. */
  readonly when: string
  /** Letters cut from the nominative before the case endings are put on. */
  readonly cut: number
  readonly endings: Endings
}

const paradigm = (when: string, cut: number, endings: string): Paradigm => ({
  when,
  cut,
  endings: endings.split(' ') as unknown as Endings,
})

/** First match wins, so longer endings stand first. `-` is an empty ending. */
const PARADIGMS: readonly Paradigm[] = [
  paradigm('ово', 1, 'о а/о у/о о ом/ым/о е/о'),
  paradigm('ево', 1, 'о а/о у/о о ом/ым/о е/о'),
  paradigm('ино', 1, 'о а/о у/о о ом/ым/о е/о'),
  paradigm('ыно', 1, 'о а/о у/о о ом/ым/о е/о'),
  ...['кое', 'гое', 'хое', 'жое'].map((when) => paradigm(when, 2, 'ое ого ому ое им ом')),
  paradigm('ое', 2, 'ое ого ому ое ым ом'),
  paradigm('шее', 2, 'ее его ему ее им ем'),
  paradigm('нее', 2, 'ее его ему ее им ем'),
  paradigm('жье', 1, 'е его ему е им ем'),
  paradigm('чье', 1, 'е его ему е им ем'),
  paradigm('ье', 1, 'е я ю е ем е'),
  paradigm('жая', 2, 'ая ей ей ую ей ей'),
  paradigm('чья', 1, 'я ей ей ю ей ей'),
  paradigm('ая', 2, 'ая ой ой ую ой ой'),
  paradigm('яя', 2, 'яя ей ей юю ей ей'),
  paradigm('ый', 2, 'ый ого ому ый ым ом'),
  ...['кий', 'гий', 'хий'].map((when) => paradigm(when, 2, 'ий ого ому ий им ом')),
  paradigm('ий', 2, 'ий его ему ий им ем'),
  paradigm('ой', 2, 'ой ого ому ой ым/им ом'),
  paradigm('ие', 2, 'ие их им ие ими их'),
  paradigm('ые', 2, 'ые ых ым ые ыми ых'),
  paradigm('йка', 2, 'ка ки ке ку кой ке'),
  ...['ка', 'га', 'ха'].map((when) => paradigm(when, 1, 'а и е у ой е')),
  ...['жа', 'ча', 'ша', 'ща'].map((when) => paradigm(when, 1, 'а и е у ей/ой е')),
  paradigm('ца', 1, 'а ы е у ей е'),
  paradigm('а', 1, 'а ы е у ой е'),
  paradigm('ия', 1, 'я и и ю ей и'),
  paradigm('я', 1, 'я и е ю ей е'),
  paradigm('ки', 2, 'ки ек/ок/ков кам ки ками ках'),
  paradigm('ники', 1, 'и ов ам и ами ах'),
  paradigm('ры', 1, 'ы ов/- ам ы ами ах'),
  paradigm('ы', 1, 'ы ов/- ам ы ами ах'),
  ...['чи', 'жи', 'ши', 'щи', 'ги', 'хи'].map((when) => paradigm(when, 1, 'и ей/ов ам и ами ах')),
  paradigm('и', 1, 'и ей/- ям и ями ях'),
  paradigm('о', 1, 'о а у о ом е'),
  paradigm('е', 1, 'е а у е ем е'),
  paradigm('ь', 1, 'ь и и ь ью и'),
  paradigm('ец', 2, 'ец ца цу ец цом/цем це'),
  paradigm('лек', 2, 'ек ька ьку ек ьком ьке'),
  paradigm('ек', 2, 'ек ка ку ек ком ке'),
  paradigm('нок', 2, 'ок ка ку ок ком ке'),
  paradigm('ай', 1, 'й я ю й ем е'),
  paradigm('ей', 1, 'й я ю й ем е'),
  ...'бвгджзклмнпрстфхцчшщ'.split('').map((when) => paradigm(when, 0, '- а у - ом/ем е')),
]

/** Names whose paradigm the ending does not tell. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  орел: 'орел орла орлу орел орлом орле',
  прилепы: 'прилепы прилеп прилепам прилепы прилепами прилепах',
  сумы: 'сумы сум сумам сумы сумами сумах',
  химки: 'химки химок химкам химки химками химках',
  ливны: 'ливны ливен ливнам ливны ливнами ливнах',
  орлянка: 'орлянка орлянки орлянке орлянку орлянкой орлянке',
  крупец: 'крупец крупца/крупец крупцу/крупцу крупец крупцом крупце',
  елец: 'елец ельца ельцу елец ельцом ельце',
  ростов: 'ростов ростова ростову ростов ростовом ростове',
  строитель: 'строитель строителя строителю строитель строителем строителе',
  питер: 'питер питера питеру питер питером питере',
  белая: 'белая белой белой белую белой белой',
}

const ORDINAL = /^\d+-(я|й|е)$/
const ORDINAL_TAILS = ['я', 'й', 'е', 'ю', 'ей', 'ой', 'го', 'м', 'му', 'х']

export const CASES = [0, 1, 2, 3, 4, 5] as const

/** The forms of one lower-case word in one case, by its ending; an unknown ending does not change. */
const wordForms = (word: string, index: (typeof CASES)[number]): readonly string[] => {
  if (ORDINAL.test(word)) return ORDINAL_TAILS.map((tail) => word.replace(/-.*/, `-${tail}`)).concat(word.replace(/-.*/, ''))
  const exception = EXCEPTIONS[word]
  if (exception !== undefined) return (exception.split(' ')[index] ?? word).split('/')
  const hyphen = word.lastIndexOf('-')
  const head = word.slice(0, hyphen + 1)
  const tail = word.slice(hyphen + 1)
  const found = PARADIGMS.find((each) => tail.endsWith(each.when) && tail.length > each.when.length)
  if (found === undefined) return [word]
  const stem = head + tail.slice(0, tail.length - found.cut)
  return found.endings[index].split('/').map((ending) => stem + (ending === '-' ? '' : ending))
}

/** Every case form of a place name, lower case with ё folded; words of one form are in the same case. */
export const declined = (name: string): ReadonlySet<string> => {
  const words = folded(name).split(' ')
  const forms = new Set<string>([folded(name)])
  for (const index of CASES) {
    let phrases: readonly string[] = ['']
    for (const word of words) phrases = phrases.flatMap((phrase) => wordForms(word, index).map((form) => `${phrase} ${form}`.trim()))
    for (const phrase of phrases) forms.add(phrase)
  }
  return forms
}

/** Every form of an adjective in -ский or -ой: all genders, cases and the plural. */
export const adjectiveForms = (adjective: string): ReadonlySet<string> => {
  const stem = folded(adjective).slice(0, -2)
  const endings = ['ий', 'ый', 'ой', 'ого', 'ому', 'им', 'ым', 'ом', 'ая', 'ую', 'ое', 'ие', 'ые', 'их', 'ых', 'ими', 'ыми']
  return new Set(endings.map((ending) => stem + ending))
}
