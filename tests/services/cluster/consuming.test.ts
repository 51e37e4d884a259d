import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { engineOf } from '../../../app/engine.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { patiently } from '../../../app/patience.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { caseIdOf, type Command } from '../../../core/case.ts'
import type { LogMessage, NewMessage } from '../../../core/message.ts'
import { routedSpec, routedTopic } from '../../../core/topics.ts'
import { traceOf } from '../../../core/trace.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { handle } from '../../../sla-engine/handle.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'
import { aPost } from '../../builders/post.ts'
import { eventually } from '../../contract/subject.ts'
import { certificates } from '../servers/certificates.ts'
import { startKafka } from '../servers/kafka.ts'
import { install, need } from '../servers/packages.ts'
import { type Fleet, fleet } from './fleet.ts'

const HAND_OVERS = 20
const WITHIN_MS = 60_000
const SCHEMA = 'otklik.case.routed.v1.json'
const docs = fileURLToPath(new URL('../../../docs/', import.meta.url))
const page = readFileSync(`${docs}consuming.md`, 'utf8')

/** What stands on the page in one language, block by block. */
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, name, text = '']) => (name === language ? [text] : []))
const only = (found: readonly string[]): string => {
  expect(found).to.have.length(1)
  return found[0] ?? ''
}

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly errors: readonly string[]
}

/** The page's program in a folder of its own. */
interface Reader {
  readonly folder: string
  /** The page's command with this topic. */
  run(topic: string): Promise<Ended>
  inbox(): readonly { readonly caseId: string }[]
}

function reader(conf: string): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-downstream-'))
  writeFileSync(join(folder, 'consume.py'), only(blocks('python')))
  writeFileSync(join(folder, 'kcat.conf'), conf, { mode: 0o600 })
  copyFileSync(`${docs}schemas/${SCHEMA}`, join(folder, SCHEMA))
  const command = only(blocks('sh').filter((text) => text.includes('consume.py')))
  return {
    folder,
    run: (topic) => shell(command.replace('routed.roads', topic), folder),
    inbox: () => readdirSync(join(folder, 'inbox')).map((name) => JSON.parse(readFileSync(join(folder, 'inbox', name), 'utf8'))),
  }
}

function shell(command: string, cwd: string): Promise<Ended> {
  const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, errors] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, errors: errors.trim().split('\n') })))
}

const refusals = ({ errors }: Ended): readonly string[] => errors.filter((line) => line.startsWith('refused'))

describe('a system that is not ours', function () {
  this.timeout(240_000)
  const made: string[] = []
  const readerOf = (conf: string): Reader => {
    const one = reader(conf)
    made.push(one.folder)
    return one
  }

  before(async () => {
    const otherwise = 'The tests of docs/consuming.md need kcat and jsonschema for Python: apt-get install kcat python3-jsonschema'
    await need('kcat', ['kcat'], otherwise)
    if ((await shell('python3 -c "import jsonschema"', tmpdir())).code !== 0) await install(['python3-jsonschema'])
    if ((await shell('python3 -c "import jsonschema"', tmpdir())).code !== 0) throw new Error(otherwise)
  })
  after(() => {
    for (const folder of made) rmSync(folder, { recursive: true })
  })

  describe('beside workers on Kafka and Elasticsearch', () => {
    let all: Fleet
    let store: Store
    const region = loadRegion('kursk')
    const [agency] = region.agencies.agencies.filter((one) => one.ready)
    const topic = routedTopic(agency?.id ?? '')

    before(async () => {
      all = await fleet({ OTKLIK_DEMO: 'false' })
      store = await all.open()
    })
    after(async () => {
      await store.close()
      await all.dispose()
    })

    async function handOver(): Promise<void> {
      const engine = engineOf(region, store)
      const commands: readonly Command[] = [DETECT, { type: 'route', agencyId: agency?.id ?? '', overrideReason: 'проверка' }]
      for (const number of Array(HAND_OVERS).keys()) {
        for (const command of commands) {
          const meta = { by: CURATOR, at: Date.now(), key: command.type }
          expect(await handle(engine, caseIdOf(`vk:wall:-1_${number}`), command, meta)).to.deep.include({ ok: true })
        }
      }
    }

    const written = (): Promise<readonly LogMessage[]> => store.log.read({ topic, partition: 0, offset: 0 }, { max: 1000, waitMs: 0 })

    it('takes every hand-over by the published schema alone, and the same one once', async () => {
      await all.start(['classify', 'route', 'relay'])
      await store.log.append(
        [...Array(HAND_OVERS).keys()].map((number) => {
          const id = `vk:wall:-1_${number}` as const
          return postMessage(aPost({ id, rootId: id, text: `Яма номер ${number} в Рыльске, когда почините дорогу?` }))
        }),
      )
      const patience = { signal: new AbortController().signal, withinMs: WITHIN_MS, report: () => {} }
      const cases = () => patiently(patience, () => store.documents.count({ collection: 'cases' }))
      await eventually(cases, (count) => count === HAND_OVERS, WITHIN_MS)
      await handOver()
      const messages = await eventually(written, (found) => found.length >= HAND_OVERS, WITHIN_MS)
      for (const { value, headers } of messages) expect(headers).to.include(traceOf(JSON.parse(value).post))
      await store.log.append(messages.slice(0, 3))

      const downstream = readerOf(`bootstrap.servers=${all.settings.kafka.brokers.join()}\n`)
      const ended = await downstream.run(all.settings.kafka.prefix + topic)
      expect([ended.code, ended.out]).to.deep.equal([0, `${messages.length + 3} taken, 0 refused\n`])
      const expected = [...Array(HAND_OVERS).keys()].map((number) => caseIdOf(`vk:wall:-1_${number}`))
      expect(downstream.inbox().map((one) => one.caseId)).to.have.members(expected)
    })

    it('is told the place and the field of what is not as published, and takes what stands around it', async () => {
      const [good] = await written()
      if (good === undefined) throw new Error('Nothing was handed over')
      const body = JSON.parse(good.value) as { post: object }
      const named = (name: string): Readonly<Record<string, string>> => ({ ...good.headers, ce_id: name })
      const another = (name: string): NewMessage => ({ ...good, value: JSON.stringify({ ...body, caseId: name }), headers: named(name) })
      const planted: readonly (readonly [value: string, headers: NewMessage['headers'], reason: string])[] = [
        [JSON.stringify({ ...body, post: { ...body.post, text: 7 } }), named('text'), "$.post.text: 7 is not of type 'string'"],
        [JSON.stringify({ ...body, caseId: undefined }), named('missing'), "$: 'caseId' is a required property"],
        ['{"caseId":', named('broken'), 'Expecting value'],
        ['[]', named('list'), "$: [] is not of type 'object'"],
        ['['.repeat(100_000), named('deep'), 'maximum recursion depth'],
        [good.value, { ...named('later'), ce_type: 'otklik.case.routed.v2' }, 'ce_type: otklik.case.routed.v2'],
        [good.value, { ce_type: 'otklik.case.routed.v1' }, 'ce_id: missing'],
      ]
      const downstream = readerOf(`bootstrap.servers=${all.settings.kafka.brokers.join()}\n`)
      await downstream.run(all.settings.kafka.prefix + topic)
      const bad = planted.map(([value, headers]) => ({ ...good, value, headers }))
      const large = { ...another('large'), value: JSON.stringify({ ...body, caseId: 'large', added: 'я'.repeat(450_000) }) }
      const places = await store.log.append([...bad.flatMap((one, index) => [one, another(`after ${index}`)]), large])

      const ended = await downstream.run(all.settings.kafka.prefix + topic)
      expect([ended.code, ended.out]).to.deep.equal([1, `${planted.length + 1} taken, ${planted.length} refused\n`])
      const lines = refusals(ended)
      planted.forEach(([, , reason], index) => {
        expect(lines[index]).to.include(`refused ${all.settings.kafka.prefix}${topic}/0/${places[index * 2]?.offset}: ${reason}`)
      })
      expect(readdirSync(join(downstream.folder, 'refused'))).to.have.length(planted.length)
      expect(downstream.inbox().map((one) => one.caseId)).to.include.members(['after 0', `after ${planted.length - 1}`, 'large'])

      const again = await downstream.run(all.settings.kafka.prefix + topic)
      expect([again.code, again.out]).to.deep.equal([0, '0 taken, 0 refused\n'])
    })
  })

  it('comes in by SASL over TLS with the right to read its own topic and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-strict-'))
    made.push(folder)
    const files = certificates(join(folder, 'certificates'))
    const administrator = { username: 'administrator', password: 'of-a-test' }
    const accounts = [administrator, { username: 'downstream', password: 'secret' }]
    const server = await startKafka(join(folder, 'kafka'), { security: { certificates: files, accounts } })
    try {
      await prepared(server.address, { ca: readFileSync(files.ca, 'utf8'), administrator })
      const downstream = readerOf(only(blocks('ini')).replace('kafka1:9092', server.address))
      copyFileSync(files.ca, join(downstream.folder, 'ca.pem'))
      const ended = await downstream.run('routed.roads')
      expect([ended.code, ended.out], ended.errors.join()).to.deep.equal([0, '1 taken, 0 refused\n'])
      const foreign = await downstream.run('routed.housing')
      expect([foreign.code, foreign.out]).to.deep.equal([1, '0 taken, 0 refused\n'])
      expect(foreign.errors.join()).to.include('authorization failed')
      const writing = await shell('echo x | kcat -F kcat.conf -P -t routed.roads -p 0', downstream.folder)
      expect(writing.errors.join()).to.include('authorization failed')
    } finally {
      await server.stop()
    }
  })
})

interface Ruled {
  readonly ca: string
  readonly administrator: { readonly username: string; readonly password: string }
}

/** Two agencies' topics with a hand-over in each; `downstream` may do what the page says. */
async function prepared(address: string, { ca, administrator }: Ruled): Promise<void> {
  const sasl = { mechanism: 'scram-sha-512' as const, ...administrator }
  const access = { brokers: [address], clientId: 'administrator', tls: { ca }, sasl }
  const log = await kafkaLog({ access, open: KAFKA_CLIENTS.kafkajs, prefix: '', leaseMs: 3000 })
  await log.ensureTopics(['roads', 'housing'].map(routedSpec))
  const { current } = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT).then('17.03.2026 10:00', CURATOR, ROUTE)
  const { outbox = [] } = caseWrite(current, current.facts, { kind: 'create' })
  const [handOver] = outbox.filter((one) => one.topic === 'routed.roads')
  if (handOver === undefined) throw new Error('The routing owes no hand-over')
  await log.append([handOver, { ...handOver, topic: 'routed.housing' }])
  await log.close()
  const admin = new kafkajs.Kafka({ brokers: [address], ssl: { ca }, sasl, logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  await admin.createAcls({
    acl: [
      {
        resourceType: kafkajs.AclResourceTypes.TOPIC,
        resourceName: 'routed.roads',
        resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
        principal: 'User:downstream',
        host: '*',
        operation: kafkajs.AclOperationTypes.READ,
        permissionType: kafkajs.AclPermissionTypes.ALLOW,
      },
    ],
  })
  await admin.disconnect()
}
