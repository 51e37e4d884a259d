export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Words, the spaces between them and single signs; joined they give the text back. */
const pieces = (text: string): string[] => text.match(/[\p{L}\p{N}_-]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []

/** Above this many pairs the middle is shown as one replacement instead of being compared word by word. */
const MOST_PAIRS = 4_000_000

/** Word by word difference by the longest common subsequence; `same` and `removed` joined give `before`, `same` and `added` give `after`. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const old = pieces(before)
  const fresh = pieces(after)
  const head = commonHead(old, fresh)
  const tail = commonTail(old.slice(head), fresh.slice(head))
  const oldMiddle = old.slice(head, old.length - tail)
  const freshMiddle = fresh.slice(head, fresh.length - tail)
  const middle = oldMiddle.length * freshMiddle.length > MOST_PAIRS ? replaced(oldMiddle, freshMiddle) : aligned(oldMiddle, freshMiddle)
  return joined([...same(old.slice(0, head)), ...middle, ...same(old.slice(old.length - tail))])
}

const part =
  (kind: DiffPart['kind']) =>
  (text: string): DiffPart => ({ kind, text })
const same = (texts: readonly string[]): DiffPart[] => texts.map(part('same'))
const replaced = (old: readonly string[], fresh: readonly string[]): DiffPart[] => [
  ...old.map(part('removed')),
  ...fresh.map(part('added')),
]

function commonHead(left: readonly string[], right: readonly string[]): number {
  const differs = left.findIndex((piece, index) => piece !== right[index])
  return differs === -1 ? left.length : differs
}

const commonTail = (left: readonly string[], right: readonly string[]): number => commonHead(left.toReversed(), right.toReversed())

/** Length of the longest common subsequence of what follows `old[i]` and `fresh[j]`. */
type CommonAfter = (i: number, j: number) => number

function commonAfter(old: readonly string[], fresh: readonly string[]): CommonAfter {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1))
  const lengthAt: CommonAfter = (i, j) => rows[i]?.[j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    const row = rows[i] ?? new Uint32Array()
    for (let j = fresh.length - 1; j >= 0; j--) {
      row[j] = old[i] === fresh[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
    }
  }
  return lengthAt
}

/** Where the texts differ, the word goes whose going keeps more in common. */
function aligned(old: readonly string[], fresh: readonly string[]): DiffPart[] {
  const lengthAt = commonAfter(old, fresh)
  const parts: DiffPart[] = []
  let i = 0
  let j = 0
  while (i < old.length && j < fresh.length) {
    const differing = lengthAt(i + 1, j) >= lengthAt(i, j + 1) ? 'removed' : 'added'
    const kind = old[i] === fresh[j] ? 'same' : differing
    parts.push({ kind, text: (kind === 'added' ? fresh[j] : old[i]) ?? '' })
    if (kind !== 'added') i++
    if (kind !== 'removed') j++
  }
  return [...parts, ...replaced(old.slice(i), fresh.slice(j))]
}

/** Neighbours of one kind become one part. */
function joined(parts: readonly DiffPart[]): readonly DiffPart[] {
  const result: DiffPart[] = []
  for (const next of parts) {
    const last = result.at(-1)
    if (last?.kind === next.kind) result[result.length - 1] = { kind: next.kind, text: last.text + next.text }
    else result.push(next)
  }
  return result
}
