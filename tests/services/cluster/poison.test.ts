import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { type DeadLetter, deadLetters } from '../../../app/dead-letters.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { deadMessage } from '../../../app/flows/dead-letter.ts'
import { lagOf } from '../../../app/lag.ts'
import type { Write } from '../../../core/documents.ts'
import { Malformed } from '../../../core/errors.ts'
import { HEADERS, type NewMessage } from '../../../core/message.ts'
import type { PostId } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { wholeText } from '../../../core/text.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { messagesOf } from '../../builders/messages-of.ts'
import { aPost } from '../../builders/post.ts'
import { eventually } from '../../contract/subject.ts'
import { poison } from '../../flow/pipeline/poison.suite.ts'
import { type Fleet, fleet } from './fleet.ts'

const WITHIN_MS = 90_000
const PASSWORD = 'a long password'
const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))

/** An installation whose workers run, each in a process of its own. */
async function working() {
  const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_ADMINISTRATOR_PASSWORD: PASSWORD })
  const workers = await Promise.all([all.start(['classify']), all.start(['route'])])
  const store = await all.open()
  return {
    all,
    store,
    workers,
    async settled() {
      for (const [group, topic] of [
        ['classifier', 'posts'],
        ['intake', 'posts.classified'],
      ] as const)
        await eventually(
          () => lagOf(store.log, group, topic),
          ({ messages }) => messages === 0,
          WITHIN_MS,
        )
    },
    async close() {
      expect(workers.map(({ child }) => child.exitCode)).to.deep.equal([null, null])
      await store.close()
      await all.dispose()
    },
  }
}

poison('on Kafka and Elasticsearch, beside running workers', working)

const thread = 'vk:wall:-7_1'
const ofThread = (id: PostId, changes = {}): NewMessage => postMessage(aPost({ id, rootId: thread, ...changes }))

describe('Poison on the servers', function () {
  this.timeout(180_000)
  let at: Awaited<ReturnType<typeof working>>
  let all: Fleet
  let store: Store

  before(async () => {
    at = await working()
    all = at.all
    store = at.store
  })
  after(() => at.close())

  async function letters(): Promise<readonly DeadLetter[]> {
    const found = []
    for await (const one of deadLetters(store)) found.push(one)
    return found
  }
  const archived = (id: PostId): Promise<unknown> =>
    eventually(
      () => store.documents.get('posts', id),
      (found) => found !== null,
      WITHIN_MS,
    )

  it('of a foreign producer is set aside as far as a log can hold it, and what comes after is read', async () => {
    const { brokers, prefix } = all.settings.kafka
    const producer = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).producer()
    await producer.connect()
    const good = ofThread('vk:comment:-7_2')
    const key = good.key
    // A post in every respect, but for one letter in another encoding.
    const [head = '', tail = ''] = wholeText(ofThread('vk:comment:-7_4', { text: 'Яма на дороге' }).value).split('ма на')
    const foreign = Buffer.concat([Buffer.from(head), Buffer.from([0xec, 0xe0]), Buffer.from(` на${tail}`)])
    const messages = [
      { key, value: null },
      { key, value: 'a\0b' },
      { key, value: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) },
      { key, value: `"${'x'.repeat(2_000_000)}"` },
      { key, value: wholeText(good.value), headers: { ce_type: 'otklik.post.v1', odd: Buffer.from([0, 255]) } },
      { key, value: '{}', headers: { odd: 'a\0b' } },
      { key, value: foreign, headers: { ce_type: 'otklik.post.v1' } },
    ]
    // One at a time: the client makes one batch of what is sent together, and the topic takes no larger one.
    for (const message of messages) await producer.send({ topic: `${prefix}posts`, messages: [message] })
    await producer.disconnect()
    await store.log.append([ofThread('vk:comment:-7_3')])
    await archived('vk:comment:-7_3')
    await at.settled()
    const own = (await letters()).filter((one) => one.message.key === key)
    expect(own.map((one) => one.stage)).to.deep.equal(Array(6).fill('classifier'))
    expect(own.find((one) => one.message.headers['x-raw-length'] === '2000002')).not.to.equal(undefined)
    expect(own.map((one) => one.message.value)).to.include('a\\u0000b')
    const raw = own.filter((one) => one.message.headers['x-raw-encoding'] === 'base64')
    expect(raw.map((one) => Buffer.from(one.message.value, 'base64'))).to.deep.equal([Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), foreign])
    for (const { reason } of raw) expect(reason).to.include('Not UTF-8')
    expect(await store.documents.get('posts', 'vk:comment:-7_4')).to.equal(null)
  })

  it('that Elasticsearch refuses is set aside with its word, and what comes after is read', async () => {
    const long = `vk:comment:-7_${'4'.repeat(600)}` as const
    const author = { ...aPost().author, id: 'a'.repeat(40_000) }
    await store.log.append([ofThread(long), ofThread('vk:comment:-7_5', { author }), ofThread('vk:comment:-7_6')])
    await archived('vk:comment:-7_6')
    // What is sound of a batch may be there before what is refused of it is set aside.
    await at.settled()
    const own = (await letters()).filter((one) => one.stage === 'intake')
    expect(own.map((one) => one.reason)).to.have.length(2)
    for (const { reason } of own) expect(reason).to.include('Elasticsearch')
  })

  it('that the log refuses from an outbox stays owed until the log takes it, and ends no worker', async () => {
    const owing = (id: string, topic: string): Write => {
      const outbox = [{ ...ofThread('vk:comment:-7_10'), topic, value: JSON.stringify(id) }]
      return { collection: 'cases', id, value: id, fields: {}, outbox, mode: { kind: 'create' } }
    }
    const told = async (topic: string) => (await messagesOf(store.log, topic)).map(({ value }) => JSON.parse(value) as unknown)
    const ours = { partitions: 1, retentionMs: null, about: '' }
    await store.log.ensureTopics([{ name: 'sound', ...ours }])
    const relay = await all.start(['relay'])
    await store.documents.write(owing('owing:refused', 'things'))
    await store.documents.write(owing('owing:sound', 'sound'))
    await eventually(
      () => told('sound'),
      (found) => found.includes('owing:sound'),
      WITHIN_MS,
    )
    await eventually(
      async () => relay.log(),
      (said) => said.includes('things'),
      WITHIN_MS,
    )
    await store.documents.write(owing('owing:later', 'sound'))
    await eventually(
      () => told('sound'),
      (found) => found.includes('owing:later'),
      WITHIN_MS,
    )
    await store.log.ensureTopics([{ name: 'things', ...ours }])
    await eventually(
      () => told('things'),
      (found) => found.length > 0,
      WITHIN_MS,
    )
    expect(relay.child.exitCode).to.equal(null)
    expect(await relay.stop()).to.equal(0)
  })

  describe('set aside by a worker of an earlier version', () => {
    /** A post that today's workers can read. */
    async function setAside(id: PostId): Promise<string> {
      const posted = ofThread(id)
      const message = { ...posted, value: wholeText(posted.value), partition: 0, offset: 0 }
      const givenUp = { stage: 'classifier', attempt: 1, at: Date.now() }
      const [position] = await store.log.append([deadMessage(message, new Malformed('Unknown major version 1'), givenUp)])
      return `posts.dead/${position?.partition}/${position?.offset}`
    }
    const otklik = (...args: readonly string[]): { readonly code: number | null; readonly out: string } => {
      const { status, stdout } = spawnSync(process.execPath, [bin, 'dead', ...args], {
        encoding: 'utf8',
        env: { ...process.env, ...all.env },
      })
      return { code: status, out: stdout }
    }

    it('is listed, shown and driven again from the command line while the workers run', async () => {
      const place = await setAside('vk:comment:-7_7')
      expect(otklik('list', '--topic', 'posts.dead').out).to.include(`${place}  `)
      expect(JSON.parse(otklik('show', place).out)).to.deep.include({ place, stage: 'classifier', reason: 'Unknown major version 1' })
      expect(otklik('show', 'posts.dead/0/999999').code).to.equal(1)
      expect(otklik('show', 'nowhere.dead/0/0').code).to.equal(1)
      expect(otklik('redrive', place)).to.deep.equal({ code: 0, out: '1 redriven\n' })
      await archived('vk:comment:-7_7')
      const listed = otklik('list', '--topic', 'posts.dead').out.split('\n')
      expect(listed.find((line) => line.startsWith(place))).to.include('(redriven)')
    })

    /** What a file brought in stays. */
    const isWaiting = ({ redrivenAt, message }: DeadLetter): boolean =>
      redrivenAt === null && message.headers[HEADERS.collector] === undefined

    it('is driven again with all others, of which those that are still poison are set aside anew', async () => {
      await setAside('vk:comment:-7_8')
      const before = await letters()
      const waiting = before.filter(isWaiting).length
      expect(otklik('redrive', '--all')).to.deep.equal({ code: 0, out: `${waiting} redriven\n` })
      await archived('vk:comment:-7_8')
      await at.settled()
      const after = await letters()
      expect(after).to.have.length(before.length + waiting - 1)
      const places = new Set(before.map((one) => one.place))
      expect(after.filter((one) => places.has(one.place) && isWaiting(one))).to.deep.equal([])
    })

    it('is listed and driven again on the console', async () => {
      const place = await setAside('vk:comment:-7_9')
      const console = await signedIn(await all.start(['console']))
      const listed = (await (await console('GET', '/api/dead-letters?topic=posts.dead')).json()) as { items: readonly { place: string }[] }
      expect(listed.items.map((one) => one.place)).to.include(place)
      const answer = await console('POST', '/api/dead-letters/redrive', { places: [place, 'posts.dead/0/999999'] })
      expect(await answer.json()).to.deep.equal({ redriven: 1, stays: [] })
      await archived('vk:comment:-7_9')
    })
  })
})

/** Requests of the administrator's session. */
async function signedIn({ url }: OtklikProcess) {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ login: 'administrator', password: PASSWORD })
  const answer = await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body })
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  const headers = { ...json, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrfToken }
  return (method: 'GET' | 'POST', path: string, sent?: unknown): Promise<Response> =>
    fetch(url + path, { method, headers, ...(sent !== undefined && { body: JSON.stringify(sent) }) })
}
