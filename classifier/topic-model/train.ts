import type { Analyse, Analysis } from '../analysis.ts'
import type { Seeds, Topics } from '../topics.ts'
import { features } from './features.ts'
import { addRow, softmax, type TopicModel } from './topic-model.ts'
import { type Vector, vectorOf } from './vector.ts'

/** Settings found by cross-validation on the seed sentences. */
const EPOCHS = 30
const RATE = 0.5
const L2 = 1e-5
/** The topic's own name counts as this many sentences. */
const NAME_COPIES = 2
/** Features seen in fewer sentences are noise. */
const RAREST = 2

interface Example {
  readonly topic: number
  readonly analysis: Analysis
}

export interface Training {
  readonly topics: Topics
  readonly seeds: readonly Seeds[]
  readonly analyse: Analyse
  readonly version: string
}

/** Multinomial logistic regression by AdaGrad in a fixed order: the same seeds give the same model, bit for bit. Takes seconds. */
export function trainTopicModel({ topics, seeds, analyse, version }: Training): TopicModel {
  const known = topics.groups.flatMap((group) => group.topics)
  const topicIds = known.map((topic) => topic.id)
  const sentences = new Map(seeds.flatMap((one) => Object.entries(one.topics)))
  const examples = known.flatMap(({ id, name }, topic) => {
    const named = Array.from({ length: NAME_COPIES }, () => name)
    return [...(sentences.get(id) ?? []), ...named].map((text): Example => ({ topic, analysis: analyse(text) }))
  })
  const { vocabulary, idf } = vocabularyOf(examples)
  const vectors = examples.map(({ topic, analysis }) => ({ topic, vector: vectorOf(analysis, { vocabulary, idf }) }))
  return { version, topicIds, vocabulary, idf, ...fit(vectors, vocabulary.size, topicIds.length) }
}

function vocabularyOf(examples: readonly Example[]): { vocabulary: ReadonlyMap<string, number>; idf: Float32Array } {
  const seen = new Map<string, number>()
  for (const { analysis } of examples) for (const name of new Set(features(analysis))) seen.set(name, (seen.get(name) ?? 0) + 1)
  const kept = [...seen].filter(([, count]) => count >= RAREST)
  return {
    vocabulary: new Map(kept.map(([name], index) => [name, index])),
    idf: Float32Array.from(kept, ([, count]) => Math.log((1 + examples.length) / (1 + count)) + 1),
  }
}

function fit(
  examples: readonly { topic: number; vector: Vector }[],
  featureCount: number,
  topicCount: number,
): Pick<TopicModel, 'weights' | 'bias'> {
  const weights = new Float32Array(featureCount * topicCount)
  const squares = new Float32Array(featureCount * topicCount).fill(1e-6)
  const bias = new Float32Array(topicCount)
  const order = shuffled(examples.length)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const at of order) {
      const example = examples[at]
      if (example !== undefined) step({ weights, squares, bias, topicCount }, example)
    }
  }
  return { weights, bias }
}

interface Slopes {
  readonly weights: Float32Array
  readonly squares: Float32Array
  readonly bias: Float32Array
  readonly topicCount: number
}

function step(
  { weights, squares, bias, topicCount }: Slopes,
  { topic: right, vector: { indices, values } }: { topic: number; vector: Vector },
): void {
  const sums = Float32Array.from(bias)
  indices.forEach((feature, at) => addRow(sums, weights, feature, values[at] ?? 0))
  const errors = softmax(sums)
  errors[right] = (errors[right] ?? 0) - 1
  indices.forEach((feature, at) => {
    const value = values[at] ?? 0
    for (let topic = 0; topic < topicCount; topic += 1) {
      const cell = feature * topicCount + topic
      const slope = (errors[topic] ?? 0) * value + L2 * (weights[cell] ?? 0)
      squares[cell] = (squares[cell] ?? 0) + slope * slope
      weights[cell] = (weights[cell] ?? 0) - (RATE * slope) / Math.sqrt(squares[cell] ?? 1)
    }
  })
}

/** A fixed permutation: neighbours of one topic are spread. */
function shuffled(count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  let state = 20_261
  for (let at = count - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    const other = state % (at + 1)
    const [a = 0, b = 0] = [order[at], order[other]]
    order[at] = b
    order[other] = a
  }
  return order
}
