import { folds, LETTER, signsOf } from './letters.ts'

/** Values of a sketch. */
export const BINS = 64
const SHINGLE = 5
const EMPTY = 0xffffffff
const SPACE = 32
const BASE = 0x01000193
/** What the oldest letter of a run counts in its sum. */
const LEAVING = Math.imul(Math.imul(BASE, BASE), Math.imul(BASE, BASE))

/** Sketch of a text by one-permutation min-hashing of its 5-letter runs: the share of equal bins estimates how much two texts have in common. */
export function fingerprint(text: string): Uint32Array {
  const bins = new Uint32Array(BINS).fill(EMPTY)
  const length = readLetters(text)
  let sum = 0
  for (let at = 0; at < length; at += 1) {
    // From one run to the next a letter leaves and a letter comes.
    if (at >= SHINGLE) sum = (sum - Math.imul(letters[at - SHINGLE] as number, LEAVING)) | 0
    sum = (Math.imul(sum, BASE) + (letters[at] as number)) | 0
    if (at >= SHINGLE - 1 || at === length - 1) put(bins, mixed(sum))
  }
  return length === 0 ? bins : densified(bins)
}

function put(bins: Uint32Array, hash: number): void {
  const bin = hash >>> 26
  if (hash < (bins[bin] as number)) bins[bin] = hash
}

/** Of the text at hand. */
let letters = new Uint16Array(1024)

/** Letters and digits in lower case, whatever stands between two words as one space; says how many. */
function readLetters(text: string): number {
  if (letters.length < text.length) letters = new Uint16Array(text.length * 2)
  let length = 0
  let isApart = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    const isLetter = ((signsOf[unit] as number) & LETTER) !== 0
    if (isLetter && isApart) letters[length++] = SPACE
    if (isLetter) letters[length++] = folds[unit] as number
    isApart = !isLetter && length > 0
  }
  return length
}

/** Empty bins borrow from the next filled one, so that short texts compare too. */
function densified(bins: Uint32Array): Uint32Array {
  const first = bins.findIndex((value) => value !== EMPTY)
  let lent = bins[first] as number
  let steps = first
  // From the last bin backwards: whoever is empty borrows what its neighbour has, one step further away.
  for (let at = BINS - 1; at >= 0; at -= 1) {
    const own = bins[at] as number
    if (own === EMPTY) {
      steps += 1
      bins[at] = (lent + Math.imul(steps, 0x9e3779b1)) >>> 0
    } else {
      lent = own
      steps = 0
    }
  }
  return bins
}

/** Estimated Jaccard similarity, 0…1. */
export function similarity(left: Uint32Array, right: Uint32Array): number {
  let equal = 0
  for (let at = 0; at < BINS; at += 1) if (left[at] === right[at] && left[at] !== EMPTY) equal += 1
  return equal / BINS
}

/** Spreads a sum over all 32 bits. */
function mixed(sum: number): number {
  let hash = sum ^ (sum >>> 15)
  hash = Math.imul(hash, 0x2c1b3c6d)
  hash ^= hash >>> 12
  hash = Math.imul(hash, 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
