import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { storeMigration } from '../../../adapters/elasticsearch/moving/migrate-store.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import type { KafkaAccess } from '../../../adapters/kafka/protocol.ts'
import type { Write } from '../../../core/documents.ts'
import { Misconfigured } from '../../../core/errors.ts'
import type { LogHalf } from '../../../core/halves.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { type Account, type StrictServers, strictServers } from '../servers/strict.ts'
import { allow, ROLES } from './documented-rights.ts'

const { READ, WRITE, DESCRIBE_CONFIGS, DELETE } = kafkajs.AclOperationTypes
const TOPIC = { name: 'routed.things', partitions: 2, retentionMs: 60_000, about: '' }
const START_WITHIN_MS = 300_000

describe('servers that let in whom they know', function () {
  this.timeout(60_000)
  let strict: StrictServers

  before(async function () {
    this.timeout(START_WITHIN_MS)
    strict = await strictServers(ROLES)
  })
  after(() => strict.stop())

  const ca = (): string => readFileSync(strict.ca, 'utf8')
  const access = ({ username, password }: Account, changes: Partial<KafkaAccess> = {}): KafkaAccess => ({
    brokers: [strict.kafka.address],
    clientId: 'security',
    tls: { ca: ca() },
    sasl: { mechanism: 'scram-sha-512', username, password },
    ...changes,
  })

  for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
    describe(`Kafka (${client})`, () => {
      const open = (to: KafkaAccess): Promise<LogHalf> =>
        kafkaLog({ access: to, open: KAFKA_CLIENTS[client], prefix: 'otklik-', leaseMs: 3000 })

      for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
        it(`comes in by ${mechanism} over TLS`, async () => {
          const { username, password } = strict.administrator
          const log = await open(access(strict.administrator, { sasl: { mechanism, username, password } }))
          await log.ensureTopics([TOPIC])
          expect(await log.topics()).to.deep.include({ name: TOPIC.name, partitions: 2, retentionMs: 60_000 })
          await log.close()
        })
      }

      it('says that a person has to act when the password is wrong, and does not tell it', async () => {
        const error = await failure(open(access({ ...strict.worker, password: 'guessed-secret' })))
        expect(error).to.be.instanceOf(Misconfigured)
        expect(JSON.stringify([(error as Error).message, (error as Misconfigured).details])).not.to.include('guessed-secret')
      })

      it('trusts no authority it was not told of', async () => {
        expect(await failure(open(access(strict.worker, { tls: { ca: null } })))).to.be.instanceOf(Misconfigured)
      })

      it('shows a stranger nothing and takes nothing from one', async () => {
        const log = await open(access(strict.stranger))
        expect(await log.topics()).to.deep.equal([])
        await log.close()
      })

      it('lets a worker do its work with the documented rights alone', async () => {
        const owner = await open(access(strict.administrator))
        await owner.ensureTopics([TOPIC])
        await owner.close()
        await allow(strict, 'worker', { topics: [READ, WRITE, DESCRIBE_CONFIGS, DELETE], groups: [READ] })
        const log = await open(access(strict.worker))
        const at = Date.now()
        await log.append([{ topic: TOPIC.name, key: client, value: '"x"', headers: {}, at }])
        const subscription = await log.subscribe({ group: client, topics: [TOPIC.name], member: 'm' })
        const found = await eventually(
          () => subscription.poll({ max: 10, waitMs: 500 }),
          (messages) => messages.length > 0,
          20_000,
        )
        const { topic, partition, offset } = found[0]!
        await subscription.commit([{ topic, partition, offset: offset + 1 }])
        expect(await log.retain(at - 60_000)).to.equal(0)
        await log.close()
      })
    })
  }

  describe('Elasticsearch', () => {
    const nodes = (): string[] => [strict.elasticsearch.address]
    const connect = ({ username, password }: Account, caFile: string | null = strict.ca) =>
      elasticsearchDocuments(elasticsearchClient({ nodes: nodes(), auth: { username, password }, caFile }), 'otklik-')
    const refusedWrites = async (): Promise<number> => {
      const client = elasticsearchClient({ nodes: nodes(), auth: strict.administrator, caFile: strict.ca })
      const stats = await client.nodes.stats({ metric: 'thread_pool' })
      await client.close()
      return Object.values(stats.nodes).reduce((sum, node) => sum + (node.thread_pool?.['write']?.rejected ?? 0), 0)
    }
    const post = (id: string): Write => ({
      collection: 'posts',
      id,
      value: { id },
      fields: { createdAt: Date.UTC(2026, 2, 17) },
      lemmas: 'яма',
      mode: { kind: 'create' },
    })

    it('tells a worker that nothing is prepared, and what prepares it', async () => {
      const worker = connect(strict.worker)
      const error = await failure(worker.ensure())
      expect(error).to.be.instanceOf(Misconfigured)
      expect((error as Error).message).to.match(/^Elasticsearch lacks the index of cases: run "otklik migrate --store" with an account/)
      await worker.close()
    })

    it('lets an administrator make what a worker then uses with the documented rights alone', async () => {
      const administrator = connect(strict.administrator)
      await administrator.ensure()
      await administrator.close()
      const worker = connect(strict.worker)
      await worker.ensure()
      await worker.write(post('a'))
      expect(await worker.count({ collection: 'posts', words: [['яма']] })).to.equal(1)
      expect(await worker.owing(10)).to.deep.equal([])
      expect(await worker.remove('posts', 'a')).to.equal(true)
      await worker.close()
    })

    it('says that a person has to act when the password is wrong, and does not tell it', async () => {
      const wrong = connect({ ...strict.worker, password: 'guessed-secret' })
      const error = await failure(wrong.ensure())
      expect(error).to.be.instanceOf(Misconfigured)
      expect((error as Error).message).not.to.include('guessed-secret')
      await wrong.close()
    })

    it('lets an administrator move documents to another index with the documented rights alone, kept and not kept', async () => {
      const client = elasticsearchClient({ nodes: nodes(), auth: strict.administrator, caFile: strict.ca })
      const worker = connect(strict.worker)
      await worker.write(post('moving'))
      for (const keepOld of [true, false]) {
        const migration = await storeMigration(client, 'otklik-', ['posts', 'cursors'])
        for await (const moved of migration.run({ keepOld, report: () => {} })) expect(moved.kept !== null).to.equal(keepOld)
        expect((await worker.get<{ id: string }>('posts', 'moving'))?.value).to.deep.equal({ id: 'moving' })
      }
      expect(await worker.remove('posts', 'moving')).to.equal(true)
      await worker.close()
      await client.close()
    })

    it('says so when a name has no right', async () => {
      const stranger = connect(strict.stranger)
      expect(await failure(stranger.get('cursors', 'a'))).to.be.instanceOf(Misconfigured)
      await stranger.close()
    })

    it('trusts no authority it was not told of', async () => {
      const blind = connect(strict.worker, null)
      expect(await failure(blind.ensure())).to.be.instanceOf(Misconfigured)
      await blind.close()
    })

    it('shows an API key as one: the server names the kind it refuses', async () => {
      const apiKey = Buffer.from('unknown:key').toString('base64')
      const client = elasticsearchClient({ nodes: nodes(), auth: { apiKey }, caFile: strict.ca })
      const documents = elasticsearchDocuments(client, 'otklik-')
      expect(await failure(documents.ensure())).to.be.instanceOf(Misconfigured)
      await documents.close()
    })

    it('writes everything once though the queue of the server is full', async () => {
      const administrator = connect(strict.administrator)
      await administrator.ensure()
      await administrator.close()
      const workers = Array.from({ length: 6 }, () => connect(strict.worker))
      const results = await Promise.all(
        workers.flatMap((worker, number) => Array.from({ length: 400 }, (_, index) => worker.write(post(`${number}-${index}`)))),
      )
      expect(results.filter((result) => result.kind === 'written')).to.have.length(2400)
      expect(await workers[0]!.count({ collection: 'posts' })).to.be.at.least(400)
      await Promise.all(workers.map((worker) => worker.close()))
      expect(await refusedWrites()).to.be.above(0)
    })
  })
})
