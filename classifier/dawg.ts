/** Windows-1251 code of the letters a key may hold; the dictionary is stored in that code page. */
const codeOf = (char: number): number => {
  if (char < 128) return char
  if (char >= 0x410 && char <= 0x44f) return char - 0x350
  if (char === 0x451) return 184
  return char === 0x401 ? 168 : -1
}

const HAS_LEAF = 1 << 8
const EXTENSION = 1 << 9
const LEAF = 1 << 31
const SEPARATOR = 1
const YE = 0xe5
const YO = 184

/** A compressed automaton of words with payloads (dawgdic layout with a completion guide), read in place. */
export interface Dawg {
  /** Payloads of a word, each as 14-bit numbers; е in the word also stands for ё. */
  payloads(word: string): readonly (readonly number[])[]
}

/** Units and guide lie one after another in little-endian order, each behind its length. */
export function dawg(bytes: ArrayBuffer): Dawg {
  const view = new DataView(bytes)
  const unitCount = view.getUint32(0, true)
  const guideCount = view.getUint32(unitCount * 4 + 4, true)
  const units = new Int32Array(bytes, 4, unitCount)
  const guide = new Uint8Array(bytes, unitCount * 4 + 8, guideCount * 2)

  const follow = (node: number, label: number): number => {
    const unit = units[node] ?? 0
    const next = (node ^ ((unit >>> 10) << ((unit & EXTENSION) >> 6)) ^ label) >>> 0
    return ((units[next] ?? 0) & (LEAF | 0xff)) === label ? next : -1
  }

  const collect = (node: number, key: number[], found: number[][]): void => {
    if (((units[node] ?? 0) & HAS_LEAF) !== 0) found.push(decoded(key))
    for (let label = guide[node * 2] ?? 0; label !== 0;) {
      const child = follow(node, label)
      if (child < 0) return
      collect(child, [...key, label], found)
      label = guide[child * 2 + 1] ?? 0
    }
  }

  const walk = (word: string, at: number, node: number, found: number[][]): void => {
    let here = node
    for (let index = at; index < word.length; index += 1) {
      const label = codeOf(word.charCodeAt(index))
      if (label < 0) return
      if (label === YE) {
        const other = follow(here, YO)
        if (other >= 0) walk(word, index + 1, other, found)
      }
      here = follow(here, label)
      if (here < 0) return
    }
    const payload = follow(here, SEPARATOR)
    if (payload >= 0) collect(payload, [], found)
  }

  return {
    payloads(word) {
      const found: number[][] = []
      walk(word, 0, 0, found)
      return found
    },
  }
}

/** Two bytes a number, six and seven bits of each, so that no byte is zero. */
function decoded(key: readonly number[]): number[] {
  const numbers: number[] = []
  for (let at = 0; at + 1 < key.length; at += 2) numbers.push((((key[at] ?? 0) ^ 1) << 6) + ((key[at + 1] ?? 0) >> 1))
  return numbers
}
