import { folds, LETTER, signsOf } from './letters.ts'

const BINS = 64
const SHINGLE = 5
const EMPTY = 0xffffffff
const SPACE = 32

/** Sketch of a text by one-permutation min-hashing of its 5-letter runs: the share of equal bins estimates how much two texts have in common. */
export function fingerprint(text: string): Uint32Array {
  const plain = plainLetters(text)
  const bins = new Uint32Array(BINS).fill(EMPTY)
  for (let at = 0; at <= Math.max(0, plain.length - SHINGLE); at += 1) {
    const hash = hashOf(plain, at, Math.min(plain.length, at + SHINGLE))
    const bin = hash >>> 26
    if (hash < (bins[bin] as number)) bins[bin] = hash
  }
  return densified(bins)
}

/** Letters and digits in lower case, whatever stands between two words as one space. */
function plainLetters(text: string): Uint16Array {
  const plain = new Uint16Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (((signsOf[unit] as number) & LETTER) !== 0) plain[length++] = folds[unit] as number
    else if (length > 0 && plain[length - 1] !== SPACE) plain[length++] = SPACE
  }
  return plain.subarray(0, plain[length - 1] === SPACE ? length - 1 : length)
}

/** Empty bins borrow from the next filled one, so that short texts compare too. */
function densified(bins: Uint32Array): Uint32Array {
  if (bins.every((value) => value === EMPTY)) return bins
  return bins.map((value, at) => {
    for (let step = 0; step < BINS; step += 1) {
      const other = bins[(at + step) % BINS] ?? EMPTY
      if (other !== EMPTY) return step === 0 ? value : (other + Math.imul(step, 0x9e3779b1)) >>> 0
    }
    return value
  })
}

/** Estimated Jaccard similarity, 0…1. */
export function similarity(left: Uint32Array, right: Uint32Array): number {
  let equal = 0
  for (let at = 0; at < BINS; at += 1) if (left[at] === right[at] && left[at] !== EMPTY) equal += 1
  return equal / BINS
}

function hashOf(letters: Uint16Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (letters[at] as number), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  hash ^= hash >>> 12
  hash = Math.imul(hash, 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
