import { dawg } from './dawg.ts'
import { folded } from './letters.ts'

/** Bytes of an OpenCorpora dictionary as `az` packs it. */
export interface DictionaryFiles {
  readonly words: ArrayBuffer
  /** Endings of words the dictionary does not know, with their frequencies. */
  readonly predictions: ArrayBuffer
  readonly paradigms: ArrayBuffer
  readonly suffixes: readonly string[]
  readonly tags: readonly string[]
}

export interface Morphology {
  /** Dictionary forms of a lower-case word, ё folded, most frequent reading first; never empty. */
  lemmas(word: string): readonly string[]
}

const PREFIXES = ['', 'по', 'наи']
const LONGEST_ENDING = 5
const SHORTEST_PREDICTED = 4
/** Closed classes: no new word belongs to them. */
const UNPRODUCTIVE = /NUMR|NPRO|PRED|PREP|CONJ|PRCL|INTJ|Apro/
/** Readings that shut out the others of a word, the first kind that it has. «из» is a name in the genitive plural as well, «в» a century and
 *  «и» whoever acts for somebody: read so, a search for these would find every text. */
const ONLY_READINGS: readonly ((tag: string) => boolean)[] = [(tag) => /^(?:PREP|CONJ)/.test(tag), (tag) => !tag.includes('Abbr')]
const CYRILLIC = /^[а-я-]+$/

export function morphology(files: DictionaryFiles): Morphology {
  const words = dawg(files.words)
  const endings = dawg(files.predictions)
  const paradigms = splitParadigms(new Uint16Array(files.paradigms))

  const lemmaOf = (word: string, paradigmId: number, form: number): string | null => {
    const paradigm = paradigms[paradigmId]
    if (paradigm === undefined) return null
    const count = paradigm.length / 3
    const part = (at: number): string => PREFIXES[paradigm[count * 2 + at] ?? 0] ?? ''
    const suffix = (at: number): string => files.suffixes[paradigm[at] ?? 0] ?? ''
    const base = word.slice(part(form).length, word.length - suffix(form).length)
    return folded(part(0) + base + suffix(0))
  }

  const known = (word: string): readonly string[] => {
    const readings = words.payloads(word).map(([paradigm = -1, form = 0]) => ({
      lemma: lemmaOf(word, paradigm, form),
      tag: files.tags[tagOf(paradigms[paradigm], form)] ?? '',
    }))
    const only = ONLY_READINGS.map((isMeant) => readings.filter(({ tag }) => isMeant(tag))).find((some) => some.length > 0) ?? readings
    return unique(only.flatMap(({ lemma }) => lemma ?? []))
  }

  const predicted = (word: string): readonly string[] => {
    for (let length = Math.min(LONGEST_ENDING, word.length - 2); length > 0; length -= 1) {
      const readings = endings
        .payloads(word.slice(-length))
        .filter(([, paradigm = -1, form = 0]) => !UNPRODUCTIVE.test(files.tags[tagOf(paradigms[paradigm], form)] ?? ''))
        .toSorted((a, b) => (b[0] ?? 0) - (a[0] ?? 0))
      const lemma = readings[0] === undefined ? null : lemmaOf(word, readings[0][1] ?? -1, readings[0][2] ?? 0)
      if (lemma !== null && lemma.length > 2) return [lemma]
    }
    return [word]
  }

  const find = (word: string): readonly string[] => {
    if (!CYRILLIC.test(word)) return [word]
    const own = known(word)
    if (own.length > 0) return own
    const calm = word.replaceAll(/(.)\1{2,}/g, '$1')
    if (calm !== word) return find(calm)
    return word.length < SHORTEST_PREDICTED ? [word] : predicted(word)
  }

  return { lemmas: find }
}

const tagOf = (paradigm: Uint16Array | undefined, form: number): number =>
  paradigm === undefined ? -1 : (paradigm[paradigm.length / 3 + form] ?? -1)

const unique = (values: readonly string[]): readonly string[] => (values.length < 2 ? values : [...new Set(values)])

/** A count, then each paradigm behind its length: suffixes, tags and prefixes of its forms. */
function splitParadigms(list: Uint16Array): readonly Uint16Array[] {
  const found: Uint16Array[] = []
  for (let index = 0, at = 1; index < (list[0] ?? 0); index += 1) {
    const size = list[at] ?? 0
    found.push(list.subarray(at + 1, at + 1 + size))
    at += size + 1
  }
  return found
}
