/** 64 bits of a text as 16 hex digits (two 32-bit multiplicative hashes): names a version, protects nothing. */
export function contentHash(text: string): string {
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return hex(high) + hex(low)
}

/** By halves: a word of 32 bits is no small integer, and making text of one takes three times as long. */
const hex = (word: number): string => hexOfHalf(word >>> 16) + hexOfHalf(word & 0xffff)
const hexOfHalf = (half: number): string => half.toString(16).padStart(4, '0')
