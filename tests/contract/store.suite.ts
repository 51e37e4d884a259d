import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { OwedMessage, Version, Write } from '../../core/documents.ts'
import { Conflict, Malformed } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { eventually, failure, LEASE_MS, type Make, type Subject } from './subject.ts'

const SPEC = { name: 'things', partitions: 2, retentionMs: null, about: '' }
const note = (id: string, mode: Write['mode'] = { kind: 'put' }): Write => ({ collection: 'cursors', id, value: id, fields: {}, mode })
/** Of a collection that may owe messages. */
const owingNote = (id: string, outbox: readonly OwedMessage[]): Write => ({ ...note(id, { kind: 'create' }), collection: 'cases', outbox })
const message = (value: string): NewMessage => ({ topic: 'things', key: 'k', value: JSON.stringify(value), headers: {}, at: 1 })

/** What settlement, outbox and copies of every store must do. */
export function storeContract(name: string, make: Make): void {
  describe(`the store of ${name}`, function () {
    this.timeout(60_000)
    let subject: Subject
    beforeEach(async () => {
      subject = await make({ leaseMs: LEASE_MS })
      await subject.store.log.ensureTopics([SPEC])
    })
    afterEach(() => subject.close())

    const logged = async (store: Store = subject.store): Promise<string[]> => {
      const ranges = await store.log.ranges('things')
      const all = await Promise.all(
        ranges.map((range) =>
          store.log.read({ topic: 'things', partition: range.partition, offset: range.start }, { max: 1000, waitMs: 0 }),
        ),
      )
      return all.flat().map((one) => JSON.parse(one.value) as string)
    }

    it('settles messages, documents and progress together', async () => {
      await subject.store.log.append([message('in')])
      const subscription = await subject.store.log.subscribe({ group: 'g', topics: ['things'], member: 'm' })
      const [found] = await eventually(
        () => subscription.poll({ max: 10, waitMs: 200 }),
        (messages) => messages.length > 0,
      )
      const position = { topic: 'things', partition: found?.partition ?? 0, offset: 1 }
      await subject.store.settle({
        append: [message('out')],
        writes: [note('effect')],
        commit: { fence: subscription.fence, positions: [position] },
      })
      expect(await logged()).to.deep.equal(['in', 'out'])
      expect(await subject.store.documents.get('cursors', 'effect')).not.to.equal(null)
      expect(await subject.store.log.committed('g', 'things')).to.deep.equal([position])
      await subscription.close()
    })

    it('gives results in the order of the writes', async () => {
      await subject.store.settle({ writes: [note('b')] })
      const results = await subject.store.settle({
        writes: [note('a', { kind: 'create' }), note('b', { kind: 'create' }), note('c', { kind: 'create' })],
      })
      expect(results.map((one) => one.kind)).to.deep.equal(['written', 'exists', 'written'])
    })

    it('stores nothing when a write loses', async () => {
      const lost = note('b', { kind: 'replace', version: '99' as Version })
      expect(await failure(subject.store.settle({ append: [message('out')], writes: [note('a'), lost] }))).to.be.instanceOf(Conflict)
      expect(await logged()).to.deep.equal([])
      expect(await subject.store.documents.get('cursors', 'a')).to.equal(null)
    })

    it('refuses a strict settlement whose document someone else has made', async () => {
      await subject.store.log.append([message('in')])
      const subscription = await subject.store.log.subscribe({ group: 'g', topics: ['things'], member: 'm' })
      const [found] = await eventually(
        () => subscription.poll({ max: 10, waitMs: 200 }),
        (messages) => messages.length > 0,
      )
      await subject.store.settle({ writes: [note('b', { kind: 'create' })] })
      const settlement = subject.store.settle({
        writes: [note('b', { kind: 'create' })],
        strict: true,
        commit: { fence: subscription.fence, positions: [{ topic: 'things', partition: found?.partition ?? 0, offset: 1 }] },
      })
      expect(await failure(settlement)).to.be.instanceOf(Conflict)
      expect(await subject.store.log.committed('g', 'things')).to.deep.equal([])
      await subscription.close()
    })

    it('stores nothing when a message cannot be appended', async () => {
      expect(
        await failure(subject.store.settle({ append: [{ ...message('out'), topic: 'nowhere' }], writes: [note('a')] })),
      ).to.be.instanceOf(Malformed)
      expect(await subject.store.documents.get('cursors', 'a')).to.equal(null)
    })

    it('goes on with the next offset after a settlement that failed', async () => {
      await failure(subject.store.settle({ append: [message('lost')], writes: [note('b', { kind: 'replace', version: '99' as Version })] }))
      const [position] = await subject.store.log.append([message('kept')])
      expect(position?.offset).to.equal(0)
    })

    it('sends what a write owes, once', async () => {
      const owing = owingNote('a', [message('owed 1'), message('owed 2')])
      await subject.store.documents.write(owing)
      await subject.store.relay()
      await subject.store.documents.write(owing)
      await subject.store.relay()
      expect(await logged()).to.deep.equal(['owed 1', 'owed 2'])
    })

    it('writes over what was read before its messages went, and they go once', async () => {
      const { documents } = subject.store
      await documents.write(owingNote('a', [message('first')]))
      const version = (await documents.get('cases', 'a'))?.version ?? ('' as Version)
      await subject.store.relay()
      await documents.write({ ...owingNote('a', [message('second')]), mode: { kind: 'replace', version } })
      await subject.store.relay()
      expect(await logged()).to.deep.equal(['first', 'second'])
    })

    it('sends a message whole that restates a part of its document, also after the document was written over', async () => {
      const { documents } = subject.store
      const words = { list: [{ text: 'ё «кавычки» "и" 😀', none: null, empty: {} }] }
      const between = ['{"before":1,"part":', '}'] as const
      const value = between.join(JSON.stringify(words.list[0]))
      const restates = { path: ['list', 0], between }
      await documents.write({ ...owingNote('a', [{ ...message(''), value, restates }]), value: words })
      const version = (await documents.get('cases', 'a'))?.version ?? ('' as Version)
      const longer = { list: [...words.list, { text: 'ещё' }] }
      await documents.write({ ...owingNote('a', [message('second')]), value: longer, mode: { kind: 'replace', version } })
      await subject.store.relay()
      expect(await logged()).to.deep.equal([{ before: 1, part: words.list[0] }, 'second'])
    })

    it('sends a message whole that restates what another document has taken the place of', async () => {
      const between = ['', ''] as const
      await subject.store.documents.write({
        ...owingNote('a', [{ ...message('of the first'), restates: { path: ['words'], between } }]),
        value: { words: 'of the first' },
      })
      await subject.store.documents.write({ ...owingNote('a', []), value: 'another', mode: { kind: 'put' } })
      await subject.store.relay()
      expect(await logged()).to.deep.equal(['of the first'])
    })

    it('has nothing left to relay after a relay', async () => {
      await subject.store.documents.write(owingNote('a', [message('owed')]))
      await subject.store.relay()
      expect(await subject.store.relay()).to.equal(0)
    })

    it('takes no messages of a document whose collection owes none', async () => {
      const owing = { ...owingNote('a', [message('owed')]), collection: 'posts' } as const
      expect(await failure(subject.store.settle({ append: [message('with it')], writes: [owing] }))).to.be.instanceOf(Malformed)
      expect(await failure(subject.store.documents.write(owing))).to.be.instanceOf(Malformed)
      expect(await subject.store.relay()).to.equal(0)
      expect(await logged()).to.deep.equal([])
    })

    it('keeps what each of many settlements wrote', async () => {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => subject.store.settle({ append: [message(`m${index}`)], writes: [note(`n${index}`)] })),
      )
      expect(new Set(await logged()).size).to.equal(100)
      expect(await subject.store.documents.count({ collection: 'cursors' })).to.equal(100)
    })

    it('writes a copy that opens and holds the same', async () => {
      await subject.store.settle({ append: [message('m')], writes: [note('n')] })
      const folder = mkdtempSync(join(tmpdir(), 'otklik-backup-'))
      // A server writes its copy itself, under an account of its own.
      chmodSync(folder, 0o777)
      try {
        await subject.store.backup(join(folder, 'copy'))
        expect(await failure(subject.store.backup(join(folder, 'copy')))).to.be.instanceOf(Error)
        await subject.store.documents.write(note('later'))
        const store = await subject.restored(join(folder, 'copy'))
        expect((await store.documents.get('cursors', 'n'))?.value).to.equal('n')
        expect(await store.documents.get('cursors', 'later')).to.equal(null)
        expect(await logged(store)).to.deep.equal(['m'])
      } finally {
        rmSync(folder, { recursive: true })
      }
    })

    it('has everything after a restart', async () => {
      await subject.store.settle({ append: [message('m')], writes: [note('n')] })
      const store = await subject.reopen()
      expect(await logged(store)).to.deep.equal(['m'])
      expect((await store.documents.get('cursors', 'n'))?.value).to.equal('n')
    })

    it('refuses work after it was closed', async () => {
      const other = await subject.another()
      await other.close()
      expect(await failure(other.settle({ writes: [note('late')] }))).to.be.instanceOf(Error)
    })
  })
}
