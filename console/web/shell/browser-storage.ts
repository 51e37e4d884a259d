type BrowserStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Keeps nothing, and says so to who writes. */
const NOTHING_KEPT: BrowserStorage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem() {
    throw new Error('this browser keeps nothing')
  },
  removeItem() {},
}

/** What this browser keeps for this address. An office may forbid it, by which asking for it throws or gives nothing: the page works without. */
export const browserStorage: BrowserStorage = found()

function found(): BrowserStorage {
  try {
    return (globalThis as { readonly localStorage?: Storage | null }).localStorage ?? NOTHING_KEPT
  } catch {
    return NOTHING_KEPT
  }
}
