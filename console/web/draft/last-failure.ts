import type { TimelineItem } from '../wire/api-types.ts'

/** Why the program could not publish the answer that was approved last; what befell an earlier answer is history. */
export function lastFailure(timeline: readonly TimelineItem[]): TimelineItem | null {
  const approved = timeline.findLastIndex((item) => item.type === 'DraftApproved')
  return timeline.slice(approved + 1).findLast((item) => item.type === 'PublicationFailed') ?? null
}
