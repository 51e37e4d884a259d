import { Client } from '@elastic/elasticsearch'
import kafkajs, { type EachBatchPayload } from 'kafkajs'
import { CLASSIFIER } from '../../../app/flows/classify.ts'
import { consume, type Stage } from '../../../app/flows/consume.ts'
import { INTAKE } from '../../../app/flows/intake.ts'
import { knowledgeOf } from '../../../app/knowledge.ts'
import { logger } from '../../../app/logger.ts'
import { keepHeapsSmall } from '../../../app/memory.ts'
import { openStore } from '../../../app/open-store.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { topicModel } from '../../../app/topic-model-file.ts'
import { classify } from '../../../classifier/classify.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { environmentLayer, loadSettings } from '../../../config/load-settings.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import type { Classification } from '../../../core/classification.ts'
import type { Post } from '../../../core/post.ts'
import type { Asked, Told } from './share.ts'

/** Of so many posts the classifications are given to all, in turn. */
const CLASSIFICATIONS = 256

type Messages = EachBatchPayload['batch']['messages']

/** One process that has a share of a task: gets ready, says so, waits for the word, and tells of every batch. */
const asked = JSON.parse(process.argv[2] ?? '') as Asked
const settings = loadSettings([environmentLayer(process.env, () => '')])
const tell = (told: Told): void => void process.send?.(told)
const go = new Promise<void>((resolve) => process.once('message', () => resolve()))
const usedUs = (): number => process.cpuUsage().user + process.cpuUsage().system

let sinceUs = 0
let rss = 0
const settled = (messages: number, begunAt: number): void => {
  rss = Math.max(rss, process.memoryUsage.rss())
  tell({ kind: 'settled', messages, begunAt, at: Date.now(), cpuUs: usedUs() - sinceUs, rss })
}
async function begin(): Promise<void> {
  tell({ kind: 'ready' })
  await go
  sinceUs = usedUs()
}

process.once('SIGTERM', () => process.exit())
keepHeapsSmall()
if (asked.task === 'classify' || asked.task === 'route') await own(asked.task)
else await bare(asked.task)

/** The product's stage. */
async function own(role: 'classify' | 'route'): Promise<void> {
  const { signal } = new AbortController()
  const store = await openStore(settings, [], { signal, withinMs: 60_000, report: () => {} })
  const roles = settingsWithRoles(settings, [role])
  const [stage] = await stagesOf({ settings: roles, store, signal }, loadRegion('kursk'))
  if (stage === undefined) throw new Error(`There is no stage of ${role}`)
  await begin()
  await consume(frameOf(store, logger({ logLevel: 'warn' }, 'bench')), told(stage), signal)
}

function told(stage: Stage): Stage {
  const begun = new Map<unknown, number>()
  return {
    ...stage,
    group: asked.group,
    process(messages, how) {
      begun.set(messages, Date.now())
      return stage.process(messages, how)
    },
    settled(messages) {
      stage.settled?.(messages)
      settled(messages.length, begun.get(messages) ?? Date.now())
      begun.delete(messages)
    },
  }
}

/** The libraries as their manuals show them: a batch of one partition, as large as the stage's, written whole, then committed. */
async function bare(task: Exclude<Asked['task'], 'classify' | 'route'>): Promise<void> {
  const { brokers, prefix } = settings.kafka
  const isIntake = task.startsWith('bare create')
  const { topics, batch } = isIntake ? INTAKE : CLASSIFIER
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  const consumer = kafka.consumer({ groupId: asked.group, maxWaitTimeInMs: 250 })
  const client = new Client({ nodes: [...settings.elasticsearch.nodes] })
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true })
  const produce = (messages: Messages) =>
    producer.send({
      topic: `${prefix}posts.bare`,
      acks: -1,
      messages: messages.map(({ key, value, headers }) => ({ key, value, headers: headers ?? {} })),
    })
  const classified = (classification: Classifying) => (messages: Messages) =>
    produce(messages.map((one) => ({ ...one, value: classifiedPost(one.value, classification) })))
  const write = {
    'bare produce': () => produce,
    'bare json': () => classified(ofTheFirst(pureClassifying())),
    'bare classify': () => classified(pureClassifying()),
    'bare create': () => (messages: Messages) => created(client, messages, ['posts']),
    'bare create twice': () => (messages: Messages) => created(client, messages, ['posts', 'cases']),
  }[task]()
  if (isIntake) await Promise.all(['posts', 'cases'].map((name) => makeIndex(client, name)))
  await begin()
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    async eachBatch({ batch: { topic, partition, messages: fetched }, commitOffsetsIfNecessary, heartbeat }) {
      for (let at = 0; at < fetched.length; at += batch) {
        const begunAt = Date.now()
        const part = fetched.slice(at, at + batch)
        await write(part)
        const offset = String(Number(part.at(-1)?.offset) + 1)
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
        settled(part.length, begunAt)
        await heartbeat()
      }
    },
  })
}

type Classifying = (post: Post) => Classification

/** The pure function alone: nothing is looked up beside the text. */
function pureClassifying(): Classifying {
  const region = loadRegion('kursk')
  const knowledge = knowledgeOf(region, topicModel(region))
  return (post) => classify(knowledge, post, { source: null, parent: null, similar: [] })
}

/** Every post gets the classification of one of the first: what the form of the message costs before anything is decided. */
function ofTheFirst(pure: Classifying): Classifying {
  const known: Classification[] = []
  let count = 0
  return (post) => {
    count += 1
    if (known.length < CLASSIFICATIONS) known.push(pure(post))
    return known[count % known.length] as Classification
  }
}

function classifiedPost(value: Buffer | null, classification: Classifying): Buffer {
  const post = JSON.parse(String(value)) as Post
  return Buffer.from(JSON.stringify({ post, classification: classification(post) }))
}

/** As an archive needs it and no more: kept whole, found by its words. Whoever comes second finds it made. */
async function makeIndex(client: Client, name: string): Promise<void> {
  const properties = { value: { type: 'object', enabled: false }, lemmas: { type: 'text', analyzer: 'whitespace', norms: false } } as const
  await client.indices.create({ index: `${asked.group}-${name}`, mappings: { dynamic: false, properties } }, { ignore: [400] })
}

/** A document of each message in each of the indices, with the message's own id. */
async function created(client: Client, messages: Messages, indices: readonly string[]): Promise<void> {
  const operations = messages.flatMap(({ value, headers }) => {
    const document = JSON.parse(String(value)) as { readonly classification: { readonly lemmas: string } }
    return indices.flatMap((name) => [
      { create: { _index: `${asked.group}-${name}`, _id: String(headers?.['ce_id']) } },
      { value: document, lemmas: document.classification.lemmas },
    ])
  })
  const { errors } = await client.bulk({ operations })
  if (errors) throw new Error('Elasticsearch refused what a bare loop would have lost')
}
