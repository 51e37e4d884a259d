/** Text typed over one version of the draft; null: over none. */
interface Kept {
  readonly version: string | null
  readonly text: string
}

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (caseId: string): string => `otklik.draft.${caseId}`

/** Text typed but not sent survives a closed page in this browser; null when nothing was typed. Typed over a version that is not the
 *  draft's any more, it is the writer who says what becomes of it. */
export function keptDraft(keeper: Keeper, caseId: string): Kept | null {
  const kept = keeper.getItem(keyOf(caseId))
  if (kept === null) return null
  try {
    const value = JSON.parse(kept) as Partial<Kept> | null
    return typeof value?.text === 'string' ? { version: value.version ?? null, text: value.text } : null
  } catch {
    return null
  }
}

export const keepDraft = (keeper: Keeper, caseId: string, kept: Kept): void => keeper.setItem(keyOf(caseId), JSON.stringify(kept))

export const forgetDraft = (keeper: Keeper, caseId: string): void => keeper.removeItem(keyOf(caseId))
