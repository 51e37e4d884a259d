/** Text typed over one version of the draft; null: over none. */
interface Kept {
  readonly version: string | null
  readonly text: string
}

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (caseId: string): string => `otklik.draft.${caseId}`

/** Text typed but not sent survives a closed page in this browser; null when the draft has changed since, or nothing was typed. */
export function keptDraft(keeper: Keeper, caseId: string, version: string | null): string | null {
  const kept = keeper.getItem(keyOf(caseId))
  if (kept === null) return null
  try {
    const value = JSON.parse(kept) as Partial<Kept> | null
    return value?.version === version && typeof value.text === 'string' ? value.text : null
  } catch {
    return null
  }
}

export const keepDraft = (keeper: Keeper, caseId: string, kept: Kept): void => keeper.setItem(keyOf(caseId), JSON.stringify(kept))

export const forgetDraft = (keeper: Keeper, caseId: string): void => keeper.removeItem(keyOf(caseId))
