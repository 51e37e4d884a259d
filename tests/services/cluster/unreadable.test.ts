import { closeSync, mkdtempSync, openSync, readFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import kafkajs, { type AclEntry } from 'kafkajs'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { Misconfigured } from '../../../core/errors.ts'
import type { LogHalf } from '../../../core/halves.ts'
import type { Subscription } from '../../../core/log.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { startKafka } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'

/** Whoever comes in the clear may do what no rule forbids. */
const RIGHTS = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': true,
}
/** Before the records of a batch. */
const BATCH_HEAD = 61
const WITHIN_MS = 20_000

describe('what no later try can read', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-unreadable-'))
  let broker: Program
  let foreign: kafkajs.Admin

  before(async () => {
    broker = await startKafka(folder, { settings: RIGHTS })
    foreign = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await foreign.connect()
    await foreign.createAcls({ acl: [rule('*', kafkajs.AclOperationTypes.ALL, kafkajs.AclPermissionTypes.ALLOW)] })
  })
  after(async () => {
    await foreign?.disconnect()
    await broker?.stop()
  })

  const rule = (resourceName: string, operation: AclEntry['operation'], permissionType: AclEntry['permissionType']): AclEntry => ({
    resourceType: kafkajs.AclResourceTypes.TOPIC,
    resourceName,
    resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
    principal: 'User:ANONYMOUS',
    host: '*',
    operation,
    permissionType,
  })

  /** As a disk does that has lost a block: the records of one batch are no gzip any more. */
  function tear(topic: string, offset: number): void {
    const file = join(folder, 'data', `${topic}-0`, '00000000000000000000.log')
    const bytes = readFileSync(file)
    let at = 0
    while (bytes.readBigInt64BE(at) < offset) at += 12 + bytes.readInt32BE(at + 8)
    const length = 12 + bytes.readInt32BE(at + 8) - BATCH_HEAD
    const segment = openSync(file, 'r+')
    writeSync(segment, Buffer.alloc(length, 0xff), 0, length, at + BATCH_HEAD)
    closeSync(segment)
  }

  for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
    describe(`on Kafka (${client})`, () => {
      const [torn, sound, forbidden] = [`torn-${client}`, `sound-${client}`, `forbidden-${client}`]
      let log: LogHalf

      before(async () => {
        const configEntries = [{ name: 'compression.type', value: 'gzip' }]
        await foreign.createTopics({ topics: [torn, sound, forbidden].map((topic) => ({ topic, numPartitions: 1, configEntries })) })
        const access = { brokers: [broker.address], clientId: 'unreadable', tls: null, sasl: null }
        log = await kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix: '', leaseMs: 3000 })
        for (const text of ['one', 'two', 'three']) await append(torn, text)
        tear(torn, 1)
      })
      after(() => log.close())

      const append = (topic: string, text: string) => log.append([{ topic, key: 'k', value: text, headers: {}, at: Date.now() }])
      const read = (topic: string, offset: number) => log.read({ topic, partition: 0, offset }, { max: 10, waitMs: WITHIN_MS })
      /** The error that polling ends with. */
      const ending = (subscription: Subscription): Promise<unknown> =>
        eventually(
          () =>
            subscription.poll({ max: 10, waitMs: 500 }).then(
              () => null,
              (error: unknown) => error,
            ),
          (error) => error !== null,
          WITHIN_MS,
        )
      const assertNamed = (error: unknown, topic: string, offset: number): void => {
        expect(error).to.be.instanceOf(Misconfigured)
        expect((error as Error).message).to.include(`Kafka: ${topic}/0 cannot be read from offset ${offset} on: `)
      }

      it('is named to its reader, with the place, and what stands before it is read', async () => {
        expect((await read(torn, 0)).map((one) => one.value)).to.deep.equal(['one'])
        assertNamed(await failure(read(torn, 1)), torn, 1)
        expect((await read(torn, 2)).map((one) => one.value)).to.deep.equal(['three'])
      })

      it('holds up no reader of another topic', async () => {
        const [failed, other] = [failure(read(torn, 1)), read(sound, 0)]
        assertNamed(await failed, torn, 1)
        await append(sound, 'heard')
        expect((await other).map((one) => one.value)).to.deep.equal(['heard'])
      })

      it('ends the poll of a member that has come to it', async () => {
        const subscription = await log.subscribe({ group: torn, topics: [torn], member: 'm', from: 'start' })
        assertNamed(await ending(subscription), torn, 1)
        await subscription.close()
      })

      it('ends the poll of a member whose right was taken, until it is given back', async () => {
        const subscription = await log.subscribe({ group: forbidden, topics: [forbidden], member: 'm', from: 'start' })
        await eventually(
          () => subscription.assigned(),
          (held) => held.length === 1,
          WITHIN_MS,
        )
        const { READ } = kafkajs.AclOperationTypes
        const denied = rule(forbidden, READ, kafkajs.AclPermissionTypes.DENY)
        await foreign.createAcls({ acl: [denied] })
        assertNamed(await ending(subscription), forbidden, 0)
        await foreign.deleteAcls({ filters: [denied] })
        await append(forbidden, 'again')
        const poll = () => subscription.poll({ max: 10, waitMs: 500 }).catch(() => [])
        const found = await eventually(poll, (messages) => messages.length > 0, WITHIN_MS)
        expect(found.map((one) => one.value)).to.deep.equal(['again'])
        await subscription.close()
      })
    })
  }
})
