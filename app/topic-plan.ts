import type { Copies, TopicDifference } from '../core/halves.ts'
import type { TopicDeclaration, TopicSpec } from '../core/topics.ts'

/** What an apply does with one topic. `differs`: it is there, but not as declared, and is left alone. */
export interface PlannedTopic {
  readonly topic: TopicDeclaration
  readonly act: 'make' | 'keep' | 'differs'
  /** What differs, or why a new one has few copies, in one sentence; empty otherwise. */
  readonly note: string
  /** Brokers that will hold each message of a topic that is made; null of one that is there. */
  readonly copies: number | null
  /** Settings that a person would change by hand for it to be as declared. */
  readonly byHand: Readonly<Record<string, string>>
}

/** What is there. */
export interface PresentTopics {
  readonly topics: readonly Omit<TopicSpec, 'about'>[]
  readonly differences: readonly TopicDifference[]
  /** Of what is made; null where nothing is. */
  readonly copies: Copies | null
}

const DAY_MS = 86_400_000

export const retentionText = (ms: number | null): string => (ms === null ? 'for ever' : `${ms / DAY_MS} d`)

const RETENTION = 'retention.ms'

/** One setting that is not as declared, in words. */
export function differenceText({ setting, found, declared }: TopicDifference): string {
  if (setting !== RETENTION) return `${setting} is ${found}, ${declared} is declared`
  const text = (ms: number): string => retentionText(ms < 0 ? null : ms)
  return `keeps messages ${text(Number(found))}, ${text(Number(declared))} is declared`
}

/** Compares what is declared with what is there. Nothing is ever changed or taken away: partitions, settings and kept messages belong to who runs
 *  the servers. */
export function topicPlan(declared: readonly TopicDeclaration[], { topics, differences, copies }: PresentTopics): readonly PlannedTopic[] {
  const present = new Map(topics.map((topic) => [topic.name, topic]))
  return declared.map((topic): PlannedTopic => {
    const there = present.get(topic.name)
    if (there === undefined) return { topic, act: 'make', note: fewText(copies), copies: copies?.copies ?? null, byHand: {} }
    const own = differences.filter((one) => one.topic === topic.name)
    const notes = [
      ...(there.partitions === topic.partitions ? [] : [`has ${there.partitions} partitions, ${topic.partitions} are declared`]),
      ...own.map(differenceText),
    ]
    const byHand = Object.fromEntries(own.map(({ setting, declared: value }) => [setting, value]))
    return { topic, act: notes.length === 0 ? 'keep' : 'differs', note: notes.join('; '), copies: null, byHand }
  })
}

function fewText(found: Copies | null): string {
  if (found === null || !found.isFewer) return ''
  const { copies, brokers } = found
  const [held, there] = [copies === 1 ? '1 copy' : `${copies} copies`, brokers === 1 ? '1 broker answers' : `${brokers} brokers answer`]
  return `${held} of every message for good, because ${there}`
}

interface Server {
  readonly brokers: readonly string[]
  readonly prefix: string
}

/** The commands of Kafka itself that bring the settings of these topics to what is declared: one a topic, for a person who wants it so. */
export const commandsByHand = (plan: readonly PlannedTopic[], { brokers, prefix }: Server): readonly string[] =>
  plan.flatMap(({ topic, byHand }) => {
    const settings = Object.entries(byHand).map(([name, value]) => `${name}=${value}`)
    if (settings.length === 0) return []
    const where = `--bootstrap-server ${brokers.join(',')} --entity-type topics --entity-name ${prefix}${topic.name}`
    return [`kafka-configs.sh ${where} --alter --add-config ${settings.join(',')}`]
  })
