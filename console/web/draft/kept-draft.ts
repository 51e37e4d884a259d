/** Text typed over one version of the draft; null: over none. */
interface Kept {
  readonly version: string | null
  readonly text: string
  /** Typed over a version before this one, and not taken yet. */
  readonly before: string | null
}

export interface DraftPlace {
  readonly personId: string
  readonly caseId: string
}

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Of a person: another one who signs in in this browser is not shown it. */
const keyOf = ({ personId, caseId }: DraftPlace): string => `otklik.draft.${personId}.${caseId}`

/** Text typed but not sent survives a closed page in this browser; null when nothing was typed. Typed over a version that is not the
 *  draft's any more, it is the writer who says what becomes of it. */
export function keptDraft(keeper: Keeper, place: DraftPlace): Kept | null {
  const kept = keeper.getItem(keyOf(place))
  if (kept === null) return null
  try {
    const value = JSON.parse(kept) as Partial<Kept> | null
    return typeof value?.text === 'string' ? { version: value.version ?? null, text: value.text, before: value.before ?? null } : null
  } catch {
    return null
  }
}

export const keepDraft = (keeper: Keeper, place: DraftPlace, kept: Kept): void => keeper.setItem(keyOf(place), JSON.stringify(kept))

export const forgetDraft = (keeper: Keeper, place: DraftPlace): void => keeper.removeItem(keyOf(place))
