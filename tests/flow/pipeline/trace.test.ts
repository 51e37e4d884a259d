import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openFolder } from '../../../app/open-store.ts'
import { HEADERS, type LogMessage } from '../../../core/message.ts'
import { type Post, revisionOf } from '../../../core/post.ts'
import { routedTopic } from '../../../core/topics.ts'
import type { Store } from '../../../core/store.ts'
import { AGENCY_IDS, liveIn } from '../../builders/lived-in.ts'
import { messagesOf } from '../../builders/messages-of.ts'

const POSTS = 30
/** A W3C trace parent that is sampled: the trace, and the span it was begun with. */
const TRACE_PARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-01$/

const traceOf = ({ headers }: LogMessage): string | undefined => TRACE_PARENT.exec(headers[HEADERS.traceParent] ?? '')?.[1]
const body = <T>({ value }: LogMessage): T => JSON.parse(value) as T

describe('The trace of a message', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-trace-'))
  let store: Store
  /** Of every revision, as the collector began it. */
  let begun: ReadonlyMap<string, string | undefined>

  before(async () => {
    store = await openFolder({ data: folder }, AGENCY_IDS)
    await liveIn(store, POSTS)
    const sound = (await messagesOf(store.log, 'posts')).filter(({ value }) => value.includes('"rev"'))
    begun = new Map(sound.map((one) => [revisionOf(body<Post>(one)), traceOf(one)]))
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  it('is begun by its collector, another one for every revision', () => {
    const traces = [...begun.values()]
    expect(traces).to.have.length.above(POSTS)
    expect(traces).not.to.include(undefined)
    expect(new Set(traces).size).to.equal(traces.length)
  })

  it('is that of everything made of the revision', async () => {
    const classified = await messagesOf(store.log, 'posts.classified')
    for (const one of classified) expect(traceOf(one)).to.equal(begun.get(revisionOf(body<{ post: Post }>(one).post)))
    expect(classified).to.have.length.above(POSTS)
  })

  it('goes on in every fact of the case, whoever has made it: intake, curator, executor, sweep', async () => {
    const told = new Set<string>()
    const about = new Map<string, Post>()
    for (const one of await messagesOf(store.log, 'cases')) {
      const { fact, type } = body<{ type: string; fact: { post?: Post } }>(one)
      const post = fact.post ?? about.get(one.key)
      if (post === undefined) throw new Error(`${one.key} does not begin with its message`)
      about.set(one.key, post)
      told.add(type)
      expect(traceOf(one), one.headers[HEADERS.id]).to.equal(begun.get(revisionOf(post)))
    }
    const made = ['MessageRevised', 'RoutedToAgency', 'ReturnedByAgency', 'AcceptedByAgency', 'AnswerPublished', 'AlarmFired']
    expect([...told]).to.include.members(made)
  })

  it('goes on to the agency with the hand-over', async () => {
    const handOvers = (await Promise.all(AGENCY_IDS.map((id) => messagesOf(store.log, routedTopic(id))))).flat()
    for (const one of handOvers) expect(traceOf(one)).to.equal(begun.get(revisionOf(body<{ post: Post }>(one).post)))
    expect(handOvers).to.have.length.above(3)
  })
})
