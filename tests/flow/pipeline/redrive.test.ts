import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type DeadLetter, deadLetters, redrive } from '../../../app/dead-letters.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { deadRaw } from '../../../app/flows/dead-letter.ts'
import { openFolder } from '../../../app/open-store.ts'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { Malformed } from '../../../core/errors.ts'
import { HEADERS, type LogMessage } from '../../../core/message.ts'
import type { Redriven } from '../../../core/redriven.ts'
import type { Store } from '../../../core/store.ts'
import { messagesOf } from '../../builders/messages-of.ts'

const MET_AT = Date.UTC(2026, 2, 17, 9)
const ITEM = { id: 5, owner_id: -9001, from_id: -9001, date: MET_AT / 1000 - 60, text: 'Яма у школы', attachments: null }
const KNOWN = { sources: [{ id: 'vk:-9001', platform: 'vk', official: true }], accounts: [] } as const

describe('What a collector has set aside, driven again,', () => {
  let folder: string
  let store: Store

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otklik-redrive-'))
    store = await openFolder({ data: folder }, [])
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function letters(): Promise<readonly DeadLetter[]> {
    const all = []
    for await (const one of deadLetters(store)) all.push(one)
    return all
  }
  async function drivenAgain(raw: unknown, collector = 'vk'): Promise<{ driven: Redriven; posts: readonly LogMessage[] }> {
    await store.log.append([deadRaw(raw, new Malformed('could not be read'), { collector, at: MET_AT })])
    const [letter] = await letters()
    const driven = await redrive(store, letter!, { at: MET_AT + 5, known: KNOWN })
    return { driven, posts: await messagesOf(store.log, 'posts') }
  }

  it('is a message of the post it is, as if it had been read when it was met', async () => {
    const { driven, posts } = await drivenAgain(ITEM)
    expect(driven).to.deep.equal({ kind: 'gone', to: 'posts' })
    const post = PostSchema.parse(JSON.parse(posts[0]!.value))
    expect(post).to.deep.include({ id: 'vk:wall:-9001_5', text: ITEM.text, collectedAt: MET_AT })
    expect(post.author.kind).to.equal('official')
    const { headers, key, at } = postMessage(post)
    expect(posts).to.have.length(1)
    expect(posts[0]).to.deep.include({ key, at })
    expect(posts[0]?.headers).to.deep.equal({
      ...headers,
      [HEADERS.firstFailedAt]: new Date(MET_AT).toISOString(),
      [HEADERS.redriveId]: 'posts.dead/0/0',
    })
    expect((await letters()).map((one) => one.redrivenAt)).to.deep.equal([MET_AT + 5])
  })

  for (const [what, raw, collector, why, reason] of [
    [
      'still cannot be read',
      { ...ITEM, date: 5 },
      'vk',
      'still-unreadable',
      'It cannot be read now either: not a time anyone could have written at',
    ],
    ['is no item', { a: 1 }, 'vk', 'still-unreadable', 'It cannot be read now either: no post, comment or message in this body'],
    ['is no JSON', '{"id":', 'vk', 'still-unreadable', 'It cannot be read now either: not JSON'],
    ['was cut', { ...ITEM, text: 'а'.repeat(400_000) }, 'vk', 'cut-short', 'Only the beginning of it was kept'],
    ['came from a file', { text: 7 }, 'replay:in.csv', 'no-parser', 'What replay:in.csv sets aside is not read again'],
  ] as const)
    it(`stays, with the reason, when it ${what}`, async () => {
      const { driven, posts } = await drivenAgain(raw, collector)
      expect(driven).to.deep.include({ kind: 'stays', why })
      expect(driven.kind === 'stays' && driven.reason).to.include(reason)
      expect(posts).to.deep.equal([])
      expect((await letters()).map((one) => one.redrivenAt)).to.deep.equal([null])
    })

  it('stays when it does not say where it came from', async () => {
    await store.log.append([{ topic: 'posts.dead', key: '', value: '{}', headers: {}, at: MET_AT }])
    const [letter] = await letters()
    expect(await redrive(store, letter!, { at: MET_AT, known: KNOWN })).to.deep.include({ kind: 'stays', why: 'no-origin' })
  })
})
