import type { CaseRow } from '../wire/api-types.ts'

export interface Filters {
  /** As it was typed; blanks alone ask for nothing. */
  readonly q: string
  readonly importance: string
  readonly districtId: string
  readonly groupId: string
  readonly platform: string
}

export const NO_FILTERS: Filters = { q: '', importance: '', districtId: '', groupId: '', platform: '' }

export const isFiltered = (filters: Filters): boolean => Object.values(filters).some((value: string) => value.trim() !== '')

type Comparable = Pick<CaseRow, 'importance' | 'districtId' | 'topicId' | 'platform'>

/**
 * Whether a case that has just arrived would be in the filtered list. Words are searched by the server's lemmas only,
 * so while a text filter is set nothing is counted as new.
 */
export function fitsFilters(row: Comparable, filters: Filters): boolean {
  if (filters.q.trim() !== '') return false
  const pairs: readonly (readonly [string, string | null])[] = [
    [filters.importance, row.importance],
    [filters.districtId, row.districtId],
    [filters.groupId, row.topicId?.split('/')[0] ?? null],
    [filters.platform, row.platform],
  ]
  return pairs.every(([wanted, actual]) => wanted === '' || wanted === actual)
}
