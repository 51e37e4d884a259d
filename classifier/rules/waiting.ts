import { Marks } from './marks.ts'
import type { Occurrences } from './occurrences.ts'
import type { Pattern } from './pattern.ts'
import type { Terms } from './terms.ts'

/** Rules by the terms they wait for. */
export interface Waiting {
  /** Numbers of the rules whose anchor and required terms the text holds, ascending. Only these can match. */
  for(text: Occurrences): readonly number[]
}

/** Lists of numbers, one after another in one array. */
interface Lists {
  /** Where the list of a key begins; the next one's beginning is its end. */
  readonly starts: Int32Array
  readonly items: Int32Array
}

const NONE: readonly number[] = []

export function waitingRules(patterns: readonly Pattern[], terms: Terms): Waiting {
  const byAnchor: number[][] = Array.from({ length: terms.size }, () => [])
  patterns.forEach(({ anchors }, rule) => {
    for (const anchor of new Set(anchors)) byAnchor[anchor]?.push(rule)
  })
  const waiting = lists(byAnchor)
  const required = lists(patterns.map((one) => one.required))
  const asked = new Marks(patterns.length)

  const isPossible = (rule: number, text: Occurrences): boolean => {
    const end = required.starts[rule + 1] as number
    for (let at = required.starts[rule] as number; at < end; at += 1) if (!text.has(required.items[at] as number)) return false
    return true
  }
  return {
    for(text) {
      if (text.count === 0) return NONE
      asked.clear()
      const found: number[] = []
      for (let each = 0; each < text.count; each += 1) {
        const term = text.present[each] as number
        const end = waiting.starts[term + 1] as number
        for (let at = waiting.starts[term] as number; at < end; at += 1) {
          const rule = waiting.items[at] as number
          if (asked.add(rule) && isPossible(rule, text)) found.push(rule)
        }
      }
      return found.length < 2 ? found : found.sort((a, b) => a - b)
    },
  }
}

function lists(parts: readonly (readonly number[])[]): Lists {
  const starts = new Int32Array(parts.length + 1)
  parts.forEach((part, at) => (starts[at + 1] = (starts[at] as number) + part.length))
  return { starts, items: Int32Array.from(parts.flat()) }
}
