import { type DraftPlace, type Kept, type Keeper, keyOf, parseKept, type Written } from './kept-draft.ts'

/** Where all tabs of a person keep the answer to one case, as one of them sees it. */
export interface SharedPlace {
  /** What stood there when this tab began. */
  readonly first: Kept | null
  /** What another tab has kept there since this one last looked or wrote; null: nothing. */
  foreign(): Kept | null
  /** Another tab has told what it keeps. Null: nothing that could be read. */
  told(value: string | null): Kept | null
  /** False: this browser has no room for it, and what was kept before still is. */
  keep(kept: Kept): boolean
  /** Empties it, unless another tab has written there since. */
  clear(): void
}

/** `current`: what stands for what an earlier release did not keep. */
export function sharedPlace(keeper: Keeper, place: DraftPlace, current: Written): SharedPlace {
  const key = keyOf(place)
  const there = (): string | null => keeper.getItem(key)
  let seen = there()
  return {
    first: parseKept(seen, current),
    foreign: () => (there() === seen ? null : parseKept(there(), current)),
    told(value) {
      seen = value
      return parseKept(value, current)
    },
    keep(kept) {
      const value = JSON.stringify(kept)
      try {
        keeper.setItem(key, value)
      } catch {
        return false
      }
      seen = value
      return true
    },
    clear() {
      if (there() === seen) keeper.removeItem(key)
    },
  }
}
