import { CYRILLIC, folded, folds, LATIN, MARK, signsOf } from './letters.ts'
import type { Morphology } from './morphology.ts'
import type { Word } from './word.ts'

/** The words met so far, found by their letters in place: a known word costs no string. */
export interface Lexicon {
  /** The word between two UTF-16 offsets of a text. */
  read(text: string, start: number, end: number): Word
}

/** Words of one generation. People's words follow Zipf's law: two generations hold nearly every word of a text. */
const CAPACITY = 2 ** 15
/** Longer runs of letters are no words and are not kept. */
const LONGEST_KEPT = 48
const MOST_NUMBERS = 2 ** 30 - 1

/** What has not been met for a generation is forgotten; what has been moves on to the next one. */
export function lexicon(morphology: Morphology): Lexicon {
  let young = new Generation()
  let old = new Generation()
  let count = 0

  const learn = (spelling: string): Word => {
    const surface = surfaceOf(spelling)
    count = (count + 1) & MOST_NUMBERS
    return { number: count, surface, lemmas: lemmasOf(surface, morphology) }
  }
  return {
    read(text, start, end) {
      if (end - start > LONGEST_KEPT) return learn(foldedSlice(text, start, end))
      const hash = hashOf(text, start, end)
      const known = young.find(hash, text, start, end)
      if (known !== null) return known
      const spelling = foldedSlice(text, start, end)
      const word = old.find(hash, text, start, end) ?? learn(spelling)
      if (young.isFull) {
        old = young
        young = new Generation()
      }
      young.add(hash, spelling, word)
      return word
    },
  }
}

/** An open-addressing table from folded spellings to words. */
class Generation {
  private readonly slots = new Int32Array(CAPACITY * 2).fill(-1)
  private readonly hashes = new Int32Array(CAPACITY)
  private readonly spellings: string[] = []
  private readonly words: Word[] = []

  get isFull(): boolean {
    return this.words.length === CAPACITY
  }

  find(hash: number, text: string, start: number, end: number): Word | null {
    const { slots, hashes, spellings } = this
    for (let slot = slotOf(hash); ; slot = nextSlot(slot)) {
      const at = slots[slot] as number
      if (at === -1) return null
      if (hashes[at] === hash && isSpelled(spellings[at] as string, text, start, end)) return this.words[at] as Word
    }
  }

  add(hash: number, spelling: string, word: Word): void {
    let slot = slotOf(hash)
    while (this.slots[slot] !== -1) slot = nextSlot(slot)
    this.slots[slot] = this.words.length
    this.hashes[this.words.length] = hash
    this.spellings.push(spelling)
    this.words.push(word)
  }
}

const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (CAPACITY * 2 - 1)
const nextSlot = (slot: number): number => (slot + 1) & (CAPACITY * 2 - 1)

/** FNV-1a over the folded letters. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (folds[text.charCodeAt(at)] as number), 0x01000193)
  return hash
}

function isSpelled(spelling: string, text: string, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false
  for (let at = start; at < end; at += 1) if (spelling.charCodeAt(at - start) !== folds[text.charCodeAt(at)]) return false
  return true
}

function foldedSlice(text: string, start: number, end: number): string {
  let spelling = ''
  for (let at = start; at < end; at += 1) spelling += String.fromCharCode(folds[text.charCodeAt(at)] as number)
  return spelling
}

/** Letters of the Latin alphabet that pass for Cyrillic ones. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  a: 'а', c: 'с', e: 'е', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у', b: 'в', h: 'н',
} // prettier-ignore

function surfaceOf(spelling: string): string {
  const signs = signsIn(spelling)
  const whole = (signs & MARK) === 0 ? spelling : withoutMarks(spelling)
  // «sms-код» is two words of two alphabets, «дорoга» one word with a stranger in it.
  return isMixed(signs) ? whole.replaceAll(RUN, (run) => (isMixed(signsIn(run)) ? inCyrillic(run) : run)) : whole
}

/** A mark that makes no letter of its own with the one before it says how a word sounds, not which it is: «тру́ба», «пло\u00adхая». */
const withoutMarks = (spelling: string): string => folded(spelling.normalize('NFC')).replaceAll(/[\p{M}\u00ad]/gu, '')

const RUN = /[^-'’@#$*]+/g
const isMixed = (signs: number): boolean => (signs & LATIN) !== 0 && (signs & CYRILLIC) !== 0
const inCyrillic = (run: string): string => run.replaceAll(/[a-z]/g, (letter) => LOOK_ALIKE[letter] ?? letter)

function signsIn(spelling: string): number {
  let signs = 0
  for (let at = 0; at < spelling.length; at += 1) signs |= signsOf[spelling.charCodeAt(at)] as number
  return signs
}

function lemmasOf(surface: string, morphology: Morphology): readonly string[] {
  const whole = morphology.lemmas(surface)
  if (!surface.includes('-')) return whole
  const parts = surface.split('-').filter((part) => part.length > 2)
  return [...new Set([...whole, ...parts.flatMap((part) => morphology.lemmas(part))])]
}
