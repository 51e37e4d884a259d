import { expect } from 'chai'
import { Malformed, StaleMember } from '../../core/errors.ts'
import type { Subscription } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import { eventually, failure, LEASE_MS, type Make, type Subject } from './subject.ts'

const TOPIC = 'things'
const SPEC = { name: TOPIC, partitions: 4, retentionMs: 60_000, about: 'for the contract' }
const AT = Date.UTC(2026, 2, 17, 7)

const message = (key: string, value: string, changes: Partial<NewMessage> = {}): NewMessage => ({
  topic: TOPIC,
  key,
  value: JSON.stringify(value),
  headers: {},
  at: AT,
  ...changes,
})

/** What every log must do. */
export function logContract(name: string, make: Make): void {
  describe(`the log of ${name}`, function () {
    this.timeout(60_000)
    let subject: Subject
    const open: Subscription[] = []

    beforeEach(async () => {
      subject = await make({ leaseMs: LEASE_MS })
      await subject.store.log.ensureTopics([SPEC])
    })
    afterEach(async () => {
      for (const subscription of open.splice(0)) await subscription.close()
      await subject.close()
    })

    const log = () => subject.store.log
    const append = (...messages: NewMessage[]) => log().append(messages)
    async function subscribe(member: string, group = 'readers', from: 'start' | 'end' = 'start'): Promise<Subscription> {
      const subscription = await log().subscribe({ group, topics: [TOPIC], member, from })
      open.push(subscription)
      return subscription
    }
    const values = (messages: readonly LogMessage[]): string[] => messages.map((one) => JSON.parse(one.value) as string)
    /** Reads until `count` messages have come. */
    async function take(subscription: Subscription, count: number): Promise<LogMessage[]> {
      const found: LogMessage[] = []
      await eventually(
        async () => {
          found.push(...(await subscription.poll({ max: 100, waitMs: 200 })))
          return found.length
        },
        (length) => length >= count,
        15_000,
      )
      return found
    }
    const next = (messages: readonly LogMessage[]) =>
      [...Map.groupBy(messages, (one) => one.partition).entries()].map(([partition, own]) => ({
        topic: TOPIC,
        partition,
        offset: Math.max(...own.map((one) => one.offset)) + 1,
      }))

    it('gives back what was appended: key, value, headers and time', async () => {
      await append(message('k', 'привет', { headers: { ce_id: 'a1', note: 'ё «кавычки»' } }))
      const [found] = await take(await subscribe('a'), 1)
      expect(found).to.deep.include({ topic: TOPIC, key: 'k', value: '"привет"', headers: { ce_id: 'a1', note: 'ё «кавычки»' }, at: AT })
    })

    it('keeps the order per key', async () => {
      await append(...Array.from({ length: 200 }, (_, index) => message(`k${index % 7}`, String(index))))
      const found = await take(await subscribe('a'), 200)
      for (let key = 0; key < 7; key += 1) {
        const own = found.filter((one) => one.key === `k${key}`).map((one) => Number(JSON.parse(one.value)))
        expect(own).to.deep.equal(own.toSorted((a, b) => a - b))
      }
    })

    it('puts a key always into the same partition', async () => {
      const first = await append(message('root-1', 'a'))
      const second = await append(message('root-1', 'b'))
      expect(second[0]?.partition).to.equal(first[0]?.partition)
    })

    it('spreads keys as Kafka does', async () => {
      // Hashes published in Kafka's own tests of murmur2; the partition is the hash without its sign bit, modulo 4.
      const hashes = {
        '21': -973_932_308,
        foobar: -790_332_482,
        'a-little-bit-long-string': -985_981_536,
        'a-little-bit-longer-string': -1_486_304_829,
        abc: 479_470_107,
      }
      const positions = await append(...Object.keys(hashes).map((key) => message(key, '')))
      expect(positions.map((one) => one.partition)).to.deep.equal(Object.values(hashes).map((hash) => (hash & 0x7fffffff) % 4))
    })

    it('puts an empty key into partition 0', async () => {
      expect((await append(message('', 'x')))[0]?.partition).to.equal(0)
    })

    it('gives positions in the order of the messages, without gaps', async () => {
      const positions = await append(message('k', '1'), message('k', '2'), message('k', '3'))
      expect(positions.map((one) => one.offset)).to.deep.equal([0, 1, 2])
    })

    it('appends nothing when it is asked for nothing', async () => {
      expect(await append()).to.deep.equal([])
    })

    it('takes a value of 1 MiB', async () => {
      const text = 'x'.repeat(2 ** 20 - 2)
      await append(message('k', text))
      expect((await take(await subscribe('a'), 1))[0]?.value).to.have.length(2 ** 20)
    })

    it('takes many values of 1 MiB at once, in their order', async () => {
      const values = Array.from({ length: 6 }, (_, index) => String(index).repeat(2 ** 20 - 2))
      await append(...values.map((value) => message('k', value)))
      const found = await take(await subscribe('a'), values.length)
      expect(found.map((one) => [one.value.length, one.value[1]])).to.deep.equal(values.map((value) => [2 ** 20, value[0]]))
    })

    it('keeps an empty value and empty headers apart from none', async () => {
      await append({ ...message('', ''), value: '""', headers: { empty: '' } })
      expect((await take(await subscribe('a'), 1))[0]).to.deep.include({ key: '', value: '""', headers: { empty: '' } })
    })

    it('takes a message that was read somewhere else as it is: a redrive', async () => {
      await log().ensureTopics([{ ...SPEC, name: 'things.dead' }])
      const sent = message('k', 'привет', { topic: 'things.dead', headers: { 'x-error-class': 'Malformed', ce_id: 'a1' } })
      const [position] = await append(sent)
      const [dead] = await log().read(position!, { max: 1, waitMs: 1000 })
      await append({ ...dead!, topic: TOPIC })
      const [found] = await take(await subscribe('a'), 1)
      expect(found).to.deep.include({ key: sent.key, value: sent.value, headers: sent.headers, at: sent.at })
    })

    it('refuses a larger value and appends nothing of the call', async () => {
      expect(await failure(append(message('k', 'small'), message('k', 'ж'.repeat(2 ** 19))))).to.be.instanceOf(Malformed)
      expect((await log().ranges(TOPIC)).reduce((sum, range) => sum + range.end, 0)).to.equal(0)
    })

    it('refuses a topic it does not have, naming it', async () => {
      const error = await failure(append(message('k', 'x', { topic: 'nowhere' })))
      expect(error).to.be.instanceOf(Malformed)
      expect((error as Malformed).details).to.deep.include({ value: 'nowhere' })
    })

    it('refuses text that is not well-formed', async () => {
      expect(await failure(append({ ...message('k', ''), value: '"\ud800"' }))).to.be.instanceOf(Malformed)
    })

    it('makes topics once and never shrinks them', async () => {
      await append(message('k', 'x'))
      await log().ensureTopics([{ ...SPEC, partitions: 1 }])
      expect(await log().ranges(TOPIC)).to.have.length(4)
      expect((await log().ranges(TOPIC)).reduce((sum, range) => sum + range.end - range.start, 0)).to.equal(1)
    })

    it('lists its topics', async () => {
      expect(await log().topics()).to.deep.include({ name: TOPIC, partitions: 4, retentionMs: 60_000 })
    })

    it('begins at the start or at the end for a group without a commit', async () => {
      await append(message('k', 'old'))
      const late = await subscribe('a', 'late', 'end')
      await late.poll({ max: 10, waitMs: 0 })
      await append(message('k', 'new'))
      expect(values(await take(late, 1))).to.deep.equal(['new'])
      expect(values(await take(await subscribe('b', 'early'), 2))).to.deep.equal(['old', 'new'])
    })

    it('goes on after the commit, not after what was read', async () => {
      await append(message('k', '1'), message('k', '2'), message('k', '3'))
      const first = await subscribe('a')
      const found = await take(first, 3)
      await first.commit([{ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 }])
      await first.close()
      expect(values(await take(await subscribe('b'), 2))).to.deep.equal(['2', '3'])
    })

    it('stores a commit once however often it is sent', async () => {
      const [position] = await append(message('k', '1'))
      const subscription = await subscribe('a')
      await take(subscription, 1)
      const commit = [{ topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }]
      await subscription.commit(commit)
      await subscription.commit(commit)
      expect(await log().committed('readers', TOPIC)).to.deep.equal(commit)
    })

    it('reads again from where it is moved to', async () => {
      await append(message('k', '1'), message('k', '2'))
      const subscription = await subscribe('a')
      const found = await take(subscription, 2)
      await subscription.seek({ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 })
      expect(values(await take(subscription, 1))).to.deep.equal(['2'])
    })

    it('gives at most as many as asked for, and the rest later', async () => {
      await append(...Array.from({ length: 10 }, (_, index) => message('k', String(index))))
      const subscription = await subscribe('a')
      const first = await eventually(
        () => subscription.poll({ max: 4, waitMs: 200 }),
        (found) => found.length > 0,
      )
      expect(first.length).to.be.at.most(4)
      expect(values([...first, ...(await take(subscription, 10 - first.length))])).to.deep.equal([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
      ])
    })

    it('wakes a waiting reader when something comes', async () => {
      const subscription = await subscribe('a')
      await subscription.poll({ max: 1, waitMs: 0 })
      const waiting = subscription.poll({ max: 10, waitMs: 10_000 })
      const begun = Date.now()
      await append(message('k', 'now'))
      expect(values(await waiting)).to.deep.equal(['now'])
      expect(Date.now() - begun).to.be.below(5000)
    })

    it('ends a wait when it is aborted', async () => {
      const subscription = await subscribe('a')
      await subscription.poll({ max: 1, waitMs: 0 })
      const stop = new AbortController()
      const waiting = subscription.poll({ max: 10, waitMs: 30_000, signal: stop.signal })
      stop.abort()
      expect(await waiting).to.deep.equal([])
    })

    it('gives every message to each group', async () => {
      await append(message('k', '1'))
      expect(values(await take(await subscribe('a', 'one'), 1))).to.deep.equal(['1'])
      expect(values(await take(await subscribe('b', 'two'), 1))).to.deep.equal(['1'])
    })

    it('shares the partitions between the members of a group', async () => {
      const [a, b] = [await subscribe('a'), await subscribe('b')]
      await eventually(
        async () => {
          await Promise.all([a.poll({ max: 1, waitMs: 0 }), b.poll({ max: 1, waitMs: 0 })])
          return [(await a.assigned()).length, (await b.assigned()).length]
        },
        ([left, right]) => left === 2 && right === 2,
        20_000,
      )
    })

    it('gives a partition to one member of a group only', async () => {
      await append(...Array.from({ length: 100 }, (_, index) => message(`k${index}`, String(index))))
      const [a, b] = [await subscribe('a'), await subscribe('b')]
      const seen: string[] = []
      await eventually(
        async () => {
          for (const one of [a, b]) {
            const found = await one.poll({ max: 100, waitMs: 50 })
            seen.push(...values(found))
            if (found.length > 0) await one.commit(next(found)).catch(() => null)
          }
          return new Set(seen).size
        },
        (count) => count === 100,
        20_000,
      )
    })

    it('hands over when a member leaves', async () => {
      await append(message('k', '1'))
      const a = await subscribe('a')
      await a.commit(next(await take(a, 1)))
      await append(message('k', '2'))
      await a.close()
      expect(values(await take(await subscribe('b'), 1))).to.deep.equal(['2'])
    })

    it('hands over when a member falls silent, and refuses its late commit', async () => {
      await append(message('k', '1'))
      const silent = await subscribe('a')
      const found = await take(silent, 1)
      const other = await subscribe('b')
      expect(values(await take(other, 1))).to.deep.equal(['1'])
      expect(await failure(silent.commit(next(found)))).to.be.instanceOf(StaleMember)
      await other.commit(next(found))
    })

    it('lets a member that commits live on without a poll', async () => {
      await append(message('k', '1'))
      const busy = await subscribe('a')
      const progress = next(await take(busy, 1))
      for (const until = performance.now() + 2 * LEASE_MS; performance.now() < until;) await busy.commit(progress)
    })

    it('goes on where its group is after it was taken for gone, not where it was itself', async () => {
      await append(message('k', '1'), message('k', '2'))
      const silent = await subscribe('a')
      await take(silent, 2)
      const other = await subscribe('b')
      await other.commit(next((await take(other, 2)).slice(0, 1)))
      await other.close()
      expect(values(await take(silent, 1))).to.deep.equal(['2'])
    })

    it('refuses a settlement of a member whose partition has passed on, and stores nothing of it', async () => {
      await append(message('k', '1'))
      const silent = await subscribe('a')
      const found = await take(silent, 1)
      await take(await subscribe('b'), 1)
      const settlement = subject.store.settle({
        writes: [{ collection: 'cursors', id: 'late', value: 1, fields: {}, mode: { kind: 'put' } }],
        commit: { fence: silent.fence, positions: next(found) },
      })
      expect(await failure(settlement)).to.be.instanceOf(StaleMember)
      expect(await subject.store.documents.get('cursors', 'late')).to.equal(null)
    })

    it('can be closed twice', async () => {
      const subscription = await subscribe('a')
      for (const _ of [1, 2]) await subscription.close()
      expect(await subscription.poll({ max: 1, waitMs: 0 })).to.deep.equal([])
    })

    it('is read without a group', async () => {
      const [position] = await append(message('k', '1'), message('k', '2'))
      const from = { topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }
      expect(values(await log().read(from, { max: 10, waitMs: 1000 }))).to.deep.equal(['2'])
      expect(await log().committed('readers', TOPIC)).to.deep.equal([])
    })

    it('wakes a reader without a group', async () => {
      const [position] = await append(message('k', '1'))
      const waiting = log().read({ topic: TOPIC, partition: position?.partition ?? 0, offset: 1 }, { max: 10, waitMs: 10_000 })
      await append(message('k', '2'))
      expect(values(await waiting)).to.deep.equal(['2'])
    })

    it('says where its partitions begin and end', async () => {
      const positions = await append(message('k', '1'), message('k', '2'))
      const range = (await log().ranges(TOPIC)).find((one) => one.partition === positions[0]?.partition)
      expect(range).to.deep.include({ start: 0, end: 2 })
    })

    it('drops what is past its retention and keeps the commits valid', async () => {
      const old = await append(message('k', '1', { at: AT - 120_000 }), message('k', '2', { at: AT - 120_000 }))
      await append(message('k', '3', { at: AT }))
      const subscription = await subscribe('a')
      await subscription.commit(next((await take(subscription, 3)).slice(0, 2)))
      await subscription.close()
      expect(await log().retain(AT)).to.equal(2)
      const range = (await log().ranges(TOPIC)).find((one) => one.partition === old[0]?.partition)
      expect(range).to.deep.include({ start: 2, end: 3 })
      expect(values(await take(await subscribe('b'), 1))).to.deep.equal(['3'])
    })

    it('keeps for ever what has no retention, also what is dated decades ahead', async () => {
      await log().ensureTopics([{ ...SPEC, name: 'kept', retentionMs: null }])
      await append(message('k', '1', { topic: 'kept', at: 0 }), message('k', '2', { topic: 'kept', at: 2 * AT }))
      expect(await log().retain(AT)).to.equal(0)
    })

    it('loses nothing when many append at once', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => append(message(`k${index % 5}`, String(index)), message(`k${index % 5}`, `${index}b`))),
      )
      const found = values(await take(await subscribe('a'), 100))
      expect(new Set(found).size).to.equal(100)
    })

    it('is seen by another worker', async () => {
      const other = await subject.another()
      await append(message('k', '1'))
      const subscription = await other.log.subscribe({ group: 'readers', topics: [TOPIC], member: 'z' })
      expect(values(await take(subscription, 1))).to.deep.equal(['1'])
      await subscription.close()
      await other.close()
    })

    it('has everything after a restart', async () => {
      await append(message('k', '1'), message('k', '2'))
      const subscription = await subscribe('a')
      const found = await take(subscription, 2)
      await subscription.commit([{ topic: TOPIC, partition: found[0]?.partition ?? 0, offset: 1 }])
      open.length = 0
      const store = await subject.reopen()
      const again = await store.log.subscribe({ group: 'readers', topics: [TOPIC], member: 'b' })
      expect(values(await take(again, 1))).to.deep.equal(['2'])
      await again.close()
    })
  })
}
