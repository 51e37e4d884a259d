export type FieldType = 'keyword' | 'keywords' | 'number' | 'boolean'

export interface CollectionSpec {
  readonly fields: Readonly<Record<string, FieldType>>
  readonly fullText: boolean
  /** Fields that are asked for beside others only: an index of their own would cost every write and find half of everything. */
  readonly beside?: readonly string[]
  /** In which order people look through it, and what they narrow it down by: these fields are found together, without the documents. An index of
   *  each would scatter every batch over as many places as it has topics. */
  readonly list?: { readonly by: string; readonly with: readonly string[] }
  /** Major version of what is written to it; 1 where nothing is said. A release refuses documents of a higher one. */
  readonly major?: number
  /** Its documents may owe messages to the log. The relay looks through all that may, again and again, so what grows by the month may not. */
  readonly owes?: true
  /** Monthly partition field on the cluster; null keeps one index. */
  readonly monthlyBy: string | null
}

/** Every collection and the fields it can be found by. Adding a field is additive; changing a type is a migration. */
export const COLLECTIONS = {
  posts: {
    fields: {
      platform: 'keyword',
      kind: 'keyword',
      sourceId: 'keyword',
      authorId: 'keyword',
      rootId: 'keyword',
      topicId: 'keyword',
      groupId: 'keyword',
      districtId: 'keyword',
      importance: 'keyword',
      needsResponse: 'boolean',
      createdAt: 'number',
      collectedAt: 'number',
    },
    beside: ['kind', 'sourceId', 'authorId', 'rootId', 'importance', 'needsResponse', 'collectedAt'],
    list: { by: 'createdAt', with: ['platform', 'topicId', 'groupId', 'districtId'] },
    fullText: true,
    monthlyBy: 'createdAt',
  },
  cases: {
    fields: {
      state: 'keyword',
      topicId: 'keyword',
      groupId: 'keyword',
      districtId: 'keyword',
      importance: 'keyword',
      platform: 'keyword',
      agencies: 'keywords',
      agencyId: 'keyword',
      authorId: 'keyword',
      openedAt: 'number',
      detectedAt: 'number',
      closedAt: 'number',
      answerDueAt: 'number',
      nextDueAt: 'number',
      nextAlarmAt: 'number',
    },
    beside: ['authorId', 'detectedAt', 'answerDueAt'],
    list: { by: 'openedAt', with: ['topicId', 'groupId', 'districtId', 'importance', 'platform'] },
    fullText: true,
    owes: true,
    monthlyBy: null,
  },
  accounts: { fields: { login: 'keyword', role: 'keyword', agencyId: 'keyword' }, fullText: false, monthlyBy: null },
  sessions: { fields: { accountId: 'keyword', expiresAt: 'number' }, fullText: false, monthlyBy: null },
  rulesets: { fields: { savedAt: 'number' }, fullText: false, monthlyBy: null },
  /** Where collectors go on, and until when an account rests. */
  cursors: { fields: {}, fullText: false, monthlyBy: null },
  leases: { fields: {}, fullText: false, monthlyBy: null },
  alarms: { fields: { caseId: 'keyword', firedAt: 'number' }, fullText: false, monthlyBy: null },
  publications: {
    fields: { caseId: 'keyword', state: 'keyword', account: 'keyword', retryAt: 'number' },
    fullText: false,
    monthlyBy: null,
  },
  audit: { fields: { actorId: 'keyword', action: 'keyword', objectId: 'keyword', at: 'number' }, fullText: false, monthlyBy: 'at' },
  photos: { fields: { caseId: 'keyword', accountId: 'keyword' }, fullText: false, monthlyBy: null },
} as const satisfies Record<string, CollectionSpec>

export type CollectionName = keyof typeof COLLECTIONS
