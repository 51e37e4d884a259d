const DAY_MS = 86_400_000

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  /** Null keeps messages for ever. */
  readonly retentionMs: number | null
  readonly about: string
}

/** A topic of the flow with the roles that write and read it. */
export interface TopicDeclaration extends TopicSpec {
  readonly writtenBy: readonly string[]
  readonly readBy: readonly string[]
}

const PARTITIONS = 4

/** Every topic but `routed.<agency>`, which appear with the agency. */
export const TOPICS: readonly TopicDeclaration[] = [
  {
    name: 'posts',
    partitions: PARTITIONS,
    retentionMs: 7 * DAY_MS,
    about: 'collected posts; key: root of the thread',
    writtenBy: ['collect', 'console'],
    readBy: ['classify'],
  },
  {
    name: 'posts.dead',
    partitions: 1,
    retentionMs: null,
    about: 'what a collector or the classifier could not read',
    writtenBy: ['collect', 'classify'],
    readBy: ['console'],
  },
  {
    name: 'posts.classified',
    partitions: PARTITIONS,
    retentionMs: 7 * DAY_MS,
    about: 'post with its classification; key: root of the thread',
    writtenBy: ['classify'],
    readBy: ['route'],
  },
  {
    name: 'posts.classified.dead',
    partitions: 1,
    retentionMs: null,
    about: 'what the intake could not read',
    writtenBy: ['route'],
    readBy: ['console'],
  },
  {
    name: 'cases',
    partitions: PARTITIONS,
    retentionMs: null,
    about: 'every case fact; key: case id',
    writtenBy: ['relay'],
    readBy: ['publish', 'console', 'downstream systems'],
  },
  {
    name: 'cases.dead',
    partitions: 1,
    retentionMs: null,
    about: 'what the publisher could not read',
    writtenBy: ['publish'],
    readBy: ['console'],
  },
]

/** The topic one agency's systems read. */
export const routedTopic = (agencyId: string): string => `routed.${agencyId}`

const ROUTED = /^routed\.[a-z0-9][a-z0-9-]*$/
const DEAD = '.dead'

/** Whether a topic of that name is one of ours, or the dead letters of one, whichever agencies there are. */
export const isDeclared = (topic: string): boolean =>
  ROUTED.test(topic) ||
  TOPICS.some(({ name }) => name === topic) ||
  (topic.endsWith(DEAD) && !topic.endsWith(DEAD + DEAD) && isDeclared(topic.slice(0, -DEAD.length)))

export const routedSpec = (agencyId: string): TopicDeclaration => ({
  name: routedTopic(agencyId),
  partitions: 1,
  retentionMs: null,
  about: `hand-overs to ${agencyId}; key: case id`,
  writtenBy: ['relay'],
  readBy: [`systems of ${agencyId}`],
})

/** Every topic of a region; those that are shared by many workers with this many partitions. */
export const topicsOf = (agencyIds: readonly string[], partitions = PARTITIONS): readonly TopicDeclaration[] => [
  ...TOPICS.map((topic) => (topic.partitions > 1 ? { ...topic, partitions } : topic)),
  ...agencyIds.map(routedSpec),
]

export const deadTopic = (topic: string): string => topic + DEAD
