import type { TopicDeclaration, TopicSpec } from '../core/topics.ts'

/** What an apply does with one topic. `differs`: it is there, but not as declared, and is left alone. */
export interface PlannedTopic {
  readonly topic: TopicDeclaration
  readonly act: 'make' | 'keep' | 'differs'
  /** What differs, in one sentence; empty otherwise. */
  readonly note: string
}

const DAY_MS = 86_400_000

export const retentionText = (ms: number | null): string => (ms === null ? 'for ever' : `${ms / DAY_MS} d`)

/** Compares what is declared with what is there. Nothing is ever taken away: partitions and kept messages belong to who runs the servers. */
export function topicPlan(declared: readonly TopicDeclaration[], found: readonly Omit<TopicSpec, 'about'>[]): readonly PlannedTopic[] {
  const present = new Map(found.map((topic) => [topic.name, topic]))
  return declared.map((topic): PlannedTopic => {
    const there = present.get(topic.name)
    if (there === undefined) return { topic, act: 'make', note: '' }
    const notes = [
      ...(there.partitions === topic.partitions ? [] : [`has ${there.partitions} partitions, ${topic.partitions} are declared`]),
      ...(there.retentionMs === topic.retentionMs
        ? []
        : [`keeps messages ${retentionText(there.retentionMs)}, ${retentionText(topic.retentionMs)} is declared`]),
    ]
    return notes.length === 0 ? { topic, act: 'keep', note: '' } : { topic, act: 'differs', note: notes.join('; ') }
  })
}
