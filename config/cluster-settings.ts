import { z } from 'zod'
import { listOf } from './list-of.ts'
import { numberOf } from './number-of.ts'

/** Addresses are shown and logged. */
function isOpen(address: string): boolean {
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

const Broker = z.string().regex(/^[^\s:,]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i, 'a broker is host:port, like kafka1:9092')
const Node = z.url({ protocol: /^https?$/, error: 'a node is an address like https://elastic1:9200' }).refine(isOpen, {
  message:
    'a node is an address without name and password, which belong into elasticsearch.auth, the password by environment or mounted file',
})
/** Before every name that is made on a server, so that several installations can share it. */
export const PrefixSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*-$|^$/, 'a prefix is small letters, digits and hyphens and ends in a hyphen, like otklik-')
const Secret = z.string().min(1).nullable().default(null)
const Word = z.string().min(1).nullable().default(null)

const Sasl = z
  .strictObject({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('scram-sha-512'),
    username: Word,
    /** Environment or mounted file only. */
    password: Secret,
  })
  .refine(({ username, password }) => (username === null) === (password === null), { message: 'username and password go together' })

export const KafkaSchema = z.strictObject({
  brokers: listOf(Broker).default([]),
  client: z.enum(['kafkajs', 'platformatic']).default('kafkajs'),
  prefix: PrefixSchema.default(''),
  /** Of every topic whose work is shared, when `otklik topics apply` makes it: at most this many workers share a stage. */
  partitions: numberOf(z.number().int().min(1).max(1000)).default(12),
  /** Copies of every message, on brokers of their own, in a topic that `otklik topics apply` makes; null: three where there are three brokers or
   *  more, else as many as there are. */
  replicas: numberOf(z.number().int().min(1).max(32_767)).nullable().default(null),
  tls: z.stringbool().or(z.boolean()).default(false),
  /** Certificate of the authority that signed the brokers'; the system's where absent. */
  caFile: Word,
  sasl: Sasl.prefault({}),
})

const Auth = z
  .strictObject({ username: Word, password: Secret, apiKey: Secret })
  .refine(({ username, password }) => (username === null) === (password === null), { message: 'username and password go together' })
  .refine(({ username, apiKey }) => username === null || apiKey === null, {
    message: 'give a username with its password or an API key, not both',
  })

export const ElasticsearchSchema = z.strictObject({
  nodes: listOf(Node).default([]),
  prefix: PrefixSchema.default('otklik-'),
  caFile: Word,
  auth: Auth.prefault({}),
})

interface Way {
  readonly log: 'embedded' | 'kafka'
  readonly store: 'embedded' | 'elasticsearch'
  readonly kafka: z.infer<typeof KafkaSchema>
  readonly elasticsearch: z.infer<typeof ElasticsearchSchema>
}

export interface SettingsProblem {
  readonly path: string[]
  readonly message: string
}

/** What is wrong with the way of running as a whole. */
export function wayProblems({ log, store, kafka, elasticsearch }: Way): readonly SettingsProblem[] {
  if ((log === 'kafka') !== (store === 'elasticsearch')) {
    const message = `log ${log} does not go with store ${store}: run embedded with embedded, or kafka with elasticsearch`
    return [{ path: ['store'], message }]
  }
  if (log === 'embedded') return []
  return [
    ...(kafka.brokers.length === 0 ? [{ path: ['kafka', 'brokers'], message: 'name at least one broker, like kafka1:9092' }] : []),
    ...(elasticsearch.nodes.length === 0
      ? [{ path: ['elasticsearch', 'nodes'], message: 'name at least one node, like https://elastic1:9200' }]
      : []),
  ]
}
