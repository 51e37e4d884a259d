const DAY_MS = 86_400_000

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  /** Null keeps messages for ever. */
  readonly retentionMs: number | null
  readonly about: string
}

/** Every topic but `routed.<agency>`, which appear with the agency. */
export const TOPICS: readonly TopicSpec[] = [
  { name: 'posts', partitions: 4, retentionMs: 7 * DAY_MS, about: 'collected posts; key: root of the thread' },
  { name: 'posts.dead', partitions: 1, retentionMs: null, about: 'what a collector or the classifier could not read' },
  { name: 'posts.classified', partitions: 4, retentionMs: 7 * DAY_MS, about: 'post with its classification; key: root of the thread' },
  { name: 'posts.classified.dead', partitions: 1, retentionMs: null, about: 'what the intake could not read' },
  { name: 'cases', partitions: 4, retentionMs: null, about: 'every case fact; key: case id' },
]

/** The topic one agency's systems read. */
export const routedTopic = (agencyId: string): string => `routed.${agencyId}`

export const routedSpec = (agencyId: string): TopicSpec => ({
  name: routedTopic(agencyId),
  partitions: 1,
  retentionMs: null,
  about: `hand-overs to ${agencyId}; key: case id`,
})

export const deadTopic = (topic: string): string => `${topic}.dead`
