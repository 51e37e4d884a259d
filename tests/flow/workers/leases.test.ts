import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect, ownReadings } from '../../../app/flows/collect.ts'
import { fenced, type Lease, type Leases, storeLeases } from '../../../app/leases.ts'
import { openFolder } from '../../../app/open-store.ts'
import { sleep } from '../../../app/sleep.ts'
import type { Collector } from '../../../core/collector.ts'
import { Conflict, StaleMember } from '../../../core/errors.ts'
import { ok } from '../../../core/outcome.ts'
import type { Store } from '../../../core/store.ts'
import { aPost } from '../../builders/post.ts'
import { eventually, failure } from '../../contract/subject.ts'

const TIMES = { goneAfterMs: 200, renewMs: 40, stopAfterMs: 120, lookMs: 10 }
const NAME = 'sweep'

describe('A lease', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-leases-'))
  let store: Store
  let stop: AbortController
  before(async () => (store = await openFolder({ data: folder })))
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    stop = new AbortController()
    await store.documents.remove('leases', NAME)
  })
  afterEach(() => stop.abort())

  const holder = (name: string, documents = store.documents): Leases =>
    storeLeases({ store: { documents }, holder: name, times: TIMES, elapsed: () => performance.now(), sleep, report: () => {} })

  /** Holds until the lease ends; resolves with it once it is held. */
  function hold(leases: Leases): { readonly lease: Promise<Lease>; readonly over: Promise<void> } {
    const held = Promise.withResolvers<Lease>()
    const over = leases.whileHeld(NAME, stop.signal, async (lease) => {
      held.resolve(lease)
      await new Promise((resolve) => lease.signal.addEventListener('abort', resolve, { once: true }))
    })
    return { lease: held.promise, over }
  }

  /** Documents of a process whose writes do not get through any more, though it believes that they do. */
  const cutOff = (isCut: () => boolean): Store['documents'] => ({
    get: (collection, id) => store.documents.get(collection, id),
    query: (query) => store.documents.query(query),
    count: (query) => store.documents.count(query),
    facet: (query) => store.documents.facet(query),
    remove: (collection, id) => store.documents.remove(collection, id),
    write: (write) => (isCut() ? new Promise(() => {}) : store.documents.write(write)),
  })

  it('is held by one at a time, and goes to the next with a larger token when it is given back', async () => {
    let working = 0
    let most = 0
    const tokens: number[] = []
    const work = async (lease: Lease): Promise<void> => {
      most = Math.max(most, (working += 1))
      tokens.push(lease.token)
      await lease.check()
      working -= 1
    }
    await Promise.all(['a', 'b', 'c'].map((name) => holder(name).whileHeld(NAME, stop.signal, work)))
    expect(most).to.equal(1)
    expect(tokens).to.deep.equal([1, 2, 3])
  })

  it('is kept by renewing, longer than a silent holder would keep it', async () => {
    const first = hold(holder('a'))
    const { token, check } = await first.lease
    let second: Lease | null = null
    const other = hold(holder('b'))
    void other.lease.then((lease) => (second = lease))
    // As many renewals as a silent holder would be given three times over.
    const renewals = async (): Promise<number> => (await store.documents.get<{ renewals: number }>('leases', NAME))?.value.renewals ?? 0
    await eventually(renewals, (count) => count >= (3 * TIMES.goneAfterMs) / TIMES.renewMs)
    expect(second).to.equal(null)
    await check()
    stop.abort()
    await Promise.all([first.over, other.over])
    expect(token).to.equal(1)
  })

  it('passes on when its holder is silent, and the effects of the silent one are refused', async () => {
    let isCut = false
    const silent = await hold(
      holder(
        'a',
        cutOff(() => isCut),
      ),
    ).lease
    isCut = true
    const next = await hold(holder('b')).lease
    expect(next.token).to.equal(silent.token + 1)
    const write = { collection: 'cursors', id: 'x', value: 1, fields: {}, mode: { kind: 'put' } } as const
    expect(await failure(fenced(store, silent).settle({ writes: [write] }))).to.be.instanceOf(StaleMember)
    expect(await failure(fenced(store, silent).documents.write(write))).to.be.instanceOf(StaleMember)
    expect(await store.documents.get('cursors', 'x')).to.equal(null)
    await fenced(store, next).settle({ writes: [write] })
  })
})

describe('A collector’s cursor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-cursor-'))
  let store: Store
  before(async () => (store = await openFolder({ data: folder })))
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  /** Gives one post a page; `between` happens while a page is being read. */
  const source = (pages: number, between: (page: number) => Promise<void> = async () => {}): Collector => ({
    platform: 'vk',
    name: 'vk:test',
    capabilities: { posts: true, comments: false, search: false, edits: false, deletions: false, geo: false },
    alarms: () => [],
    async *pages(cursor) {
      for (let page = Number(cursor ?? 0); page < pages; page += 1) {
        await between(page)
        const id = `vk:wall:-1_${page}` as const
        yield { items: [ok(aPost({ id, rootId: id }))], cursor: page + 1 }
      }
    },
  })
  const signal = new AbortController().signal
  const flow = (): { store: Store; now: () => number } => ({ store, now: Date.now })

  it('is moved only by whoever took it over last', async () => {
    await collect(flow(), source(2), signal)
    const overtaken = collect(
      flow(),
      source(5, async (page) => {
        if (page !== 3) return
        await ownReadings(flow(), source(5))(signal)
      }),
      signal,
    )
    expect(await failure(overtaken)).to.be.instanceOf(Conflict)
    expect((await store.documents.get('cursors', 'vk:test'))?.value).to.equal(5)
    const ends = await store.log.ranges('posts')
    expect(ends.reduce((sum, one) => sum + one.end, 0)).to.equal(5)
  })
})
