import { expect } from 'chai'
import { type DeadLetter, deadLetters, redrive } from '../../../app/dead-letters.ts'
import { collect, postMessage } from '../../../app/flows/collect.ts'
import { replayCollector } from '../../../collectors/replay.ts'
import { cloudEvent, HEADERS, type LogMessage, type NewMessage } from '../../../core/message.ts'
import type { Post, PostId } from '../../../core/post.ts'
import { LARGEST_VALUE } from '../../../core/storable.ts'
import type { Store } from '../../../core/store.ts'
import { wholeText } from '../../../core/text.ts'
import { aClassification } from '../../builders/classification.ts'
import { goodLine, POISON_LINES } from '../../builders/poison.ts'
import { aPost } from '../../builders/post.ts'
import { messagesOf } from '../../builders/messages-of.ts'

/** No page is known: what is driven again here are messages. */
const KNOWN = { sources: [], accounts: [] }

/** A store whose stages work on. */
export interface Poisoned {
  readonly store: Store
  /** Resolves once everything appended so far is settled. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** The same poison whatever the log and the documents are. */
export function poison(subject: string, make: () => Promise<Poisoned>): void {
  describe(`Poison ${subject}`, function () {
    this.timeout(180_000)
    let poisoned: Poisoned
    let store: Store

    before(async () => {
      poisoned = await make()
      store = poisoned.store
    })
    after(() => poisoned?.close())

    async function letters(): Promise<readonly DeadLetter[]> {
      const all = []
      for await (const one of deadLetters(store)) all.push(one)
      return all
    }
    const read = (name: string, lines: readonly string[]) => {
      async function* input() {
        for (const line of lines) yield `${line}\n`
      }
      const collector = replayCollector({ name, input: input(), format: 'ndjson', now: Date.now })
      return collect({ store, now: Date.now }, collector, new AbortController().signal)
    }
    const isArchived = async (id: string): Promise<boolean> => (await store.documents.get('posts', id)) !== null

    it('goes to the dead letters with line and reason, and what stands around it goes on', async () => {
      const { posts, dead } = await read(
        'poison',
        POISON_LINES.flatMap(([, line], index) => [goodLine(index), line]),
      )
      expect([posts, dead]).to.deep.equal([POISON_LINES.length, POISON_LINES.length])
      await poisoned.settled()
      const good = POISON_LINES.map((_, index) => isArchived(`vk:comment:-1_${index}`))
      expect(await Promise.all(good)).not.to.include(false)
      const reasons = (await letters()).map((one) => one.reason)
      POISON_LINES.forEach(([name, , named], index) => {
        const own = reasons.find((reason) => reason.startsWith(`line ${index * 2 + 2}:`))
        expect(own, name).to.include(named)
      })
      const [first] = (await letters()).filter((one) => one.message.headers['x-collector'] === 'poison')
      expect(headersOf(first)).to.deep.equal({
        ...failed('collect', 1, first),
        'x-orig-topic': 'posts',
        'x-collector': 'poison',
      })
    })

    it('that is too large for the log is set aside by whoever would write it', async () => {
      const quoted = Array.from({ length: 30 }, () => 'я'.repeat(40_000))
      const large = JSON.stringify({ id: 'vk:comment:-4_1', text: 'яма', quoted })
      expect(await read('large', [large, JSON.stringify({ id: 'vk:comment:-4_2', text: 'яма' })])).to.deep.equal({ posts: 1, dead: 1 })
      await poisoned.settled()
      expect(await isArchived('vk:comment:-4_2')).to.equal(true)
      const own = (await letters()).find((one) => one.message.headers['x-collector'] === 'large')
      expect(own?.reason).to.include('1048576 is the most')
      expect(own?.message.value).to.include('vk:comment:-4_1')
      const { traceparent, 'x-raw-length': length, ...headers } = headersOf(own)
      expect(headers).to.deep.equal({ ...failed('collect', 1, own), 'x-orig-topic': 'posts', 'x-collector': 'large' })
      expect(traceparent).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      expect(Number(length)).to.be.above(1_200_000)
    })

    it('on the log itself is set aside by the stage that meets it, and what comes after is read', async () => {
      const message = ofThread('vk:comment:-2_1')
      const broken = [
        { ...message, value: '{"id":' },
        { ...message, value: '{"id":"vk:comment:-2_2","text":7}' },
        { ...message, value: '[]', headers: { ...message.headers, [HEADERS.type]: 'otklik.post.v9' } },
        { ...message, value: '['.repeat(500_000) },
        { ...message, value: '', headers: {} },
        ofThread('vk:comment:-2_3', { quoted: ['q'.repeat(LARGEST_VALUE - 2000)] }),
      ]
      await store.log.append([...broken, ofThread('vk:comment:-2_9')])
      await poisoned.settled()
      expect(await isArchived('vk:comment:-2_9')).to.equal(true)
      const own = (await letters()).filter((one) => one.stage === 'classifier')
      expect(own).to.have.length(broken.length)
      expect(own[2]?.reason).to.include('version 9')
      expect(own[5]?.reason).to.include('is the most')
      expect(own[5]?.message.value.length).to.be.above(100_000)
      const stood = (await messagesOf(store.log, 'posts')).filter((one) => one.key === message.key)
      expect(headersOf(own[0])).to.deep.equal({ ...message.headers, ...failed('classifier', 1, own[0]), ...placeIn(stood[0]) })
      const { 'x-raw-length': _, ...refused } = headersOf(own[5])
      expect(refused).to.deep.equal({ ...broken[5]?.headers, ...failed('classifier', 2, own[5]), ...placeIn(stood[5]) })
    })

    it('among what is classified is set aside by the intake, also a case that no message can tell of', async () => {
      const message = classified('vk:comment:-5_1')
      const small = classified('vk:comment:-5_3', { quoted: [''] })
      // Just as large as a message may be: the one that tells of the case says a little more.
      const large = classified('vk:comment:-5_3', { quoted: ['q'.repeat(LARGEST_VALUE - 50 - Buffer.byteLength(wholeText(small.value)))] })
      const broken = [{ ...message, value: 'null' }, { ...message, value: JSON.stringify({ post: aPost() }) }, large]
      await store.log.append([...broken, classified('vk:comment:-5_9')])
      await poisoned.settled()
      expect(await isArchived('vk:comment:-5_9')).to.equal(true)
      const own = (await letters()).filter((one) => one.stage === 'intake')
      expect(own.map((one) => one.message.headers[HEADERS.originTopic])).to.deep.equal(broken.map(() => 'posts.classified'))
      expect(own[1]?.reason).to.include('classification')
      expect(own[2]?.reason).to.include('is the most')
    })

    it('can be driven again once its cause is gone', async () => {
      const message = ofThread('vk:comment:-3_1')
      await store.log.append([{ ...message, headers: { ...message.headers, [HEADERS.type]: 'otklik.post.v9' } }])
      await poisoned.settled()
      const [letter] = (await letters()).filter((one) => one.message.headers[HEADERS.id] === message.headers[HEADERS.id])
      if (letter === undefined) throw new Error('no dead letter')
      const headers = { ...letter.message.headers, [HEADERS.type]: 'otklik.post.v1' }
      await redrive(store, { ...letter, message: { ...letter.message, headers } }, { at: Date.now(), known: KNOWN })
      await poisoned.settled()
      expect(await isArchived('vk:comment:-3_1')).to.equal(true)
      const again = (await letters()).find((one) => one.place === letter.place)
      expect(again?.redrivenAt).to.be.a('number')
    })

    it('that is driven again before that is set aside once more, as at the first time but for when it first failed', async () => {
      const { headers, ...message } = ofThread('vk:comment:-3_2')
      const tooNew = { ...message, headers: { ...headers, [HEADERS.type]: 'otklik.post.v9' } }
      const own = async () => (await letters()).filter((one) => one.message.headers[HEADERS.id] === headers[HEADERS.id])
      await store.log.append([tooNew])
      await poisoned.settled()
      const [first] = await own()
      if (first === undefined) throw new Error('no dead letter')
      await redrive(store, first, { at: Date.now(), known: KNOWN })
      await poisoned.settled()
      const [, second] = await own()
      const firstFailedAt = { 'x-first-failed-at': first.message.headers[HEADERS.firstFailedAt] }
      const driven = (await messagesOf(store.log, 'posts')).find((one) => one.headers[HEADERS.redriveId] === first.place)
      expect(driven?.headers).to.deep.equal({ ...tooNew.headers, ...firstFailedAt, 'x-redrive-id': first.place })
      expect(second?.message.headers).to.deep.include(firstFailedAt)
      expect(headersOf(second)).to.deep.equal({
        ...tooNew.headers,
        ...failed('classifier', 1, second),
        ...placeIn(driven),
        'x-redrive-id': first.place,
      })
    })
  })
}

/** The headers of a letter; when it first failed and who has set it aside are looked at by their form. */
function headersOf(letter: DeadLetter | undefined): Readonly<Record<string, string>> {
  const { 'x-first-failed-at': firstFailedAt, 'x-worker': worker, ...headers } = letter?.message.headers ?? {}
  expect(firstFailedAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(worker).to.match(/^[^/]+\/\d+$/)
  return headers
}

const failed = (stage: string, attempt: number, letter: DeadLetter | undefined) => ({
  'x-attempt': String(attempt),
  'x-error-class': 'malformed',
  'x-error-message': letter?.reason,
  'x-error-stage': stage,
})

const placeIn = (message: LogMessage | undefined) => ({
  'x-orig-topic': message?.topic,
  'x-orig-partition': String(message?.partition),
  'x-orig-offset': String(message?.offset),
  'x-orig-ts': String(message?.at),
})

/** All of one thread, so that they stand in one partition, one behind the other. */
const inThread = (id: PostId, changes: Partial<Post>): Post => aPost({ id, rootId: 'vk:wall:-2_1', ...changes })
const ofThread = (id: PostId, changes: Partial<Post> = {}): NewMessage => postMessage(inThread(id, changes))
const classified = (id: PostId, changes: Partial<Post> = {}): NewMessage =>
  cloudEvent({
    topic: 'posts.classified',
    key: 'vk:wall:-2_1',
    id: `${id}:classified`,
    type: 'otklik.post.classified.v1',
    at: Date.now(),
    data: { post: inThread(id, changes), classification: aClassification({ postId: id }) },
  })
