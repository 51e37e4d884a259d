const keyOf = (caseId: string): string => `otklik.draft.${caseId}`

/** Text typed but not sent survives a closed page in this browser. */
export const keptDraft = (caseId: string): string | null => localStorage.getItem(keyOf(caseId))

export const keepDraft = (caseId: string, text: string): void => localStorage.setItem(keyOf(caseId), text)

export const forgetDraft = (caseId: string): void => localStorage.removeItem(keyOf(caseId))
