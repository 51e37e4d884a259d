import { expect } from 'chai'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { type ElasticsearchDocuments, elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { deadLetters, redrive } from '../../../app/dead-letters.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import type { NewDocument, Version, Write } from '../../../core/documents.ts'
import { Malformed } from '../../../core/errors.ts'
import { getCase } from '../../../core/kept-case.ts'
import { HEADERS } from '../../../core/message.ts'
import { aPost } from '../../builders/post.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { type Edition, edition } from './edition.ts'
import { fleet } from './fleet.ts'
import { deleteIndices } from './raw-indices.ts'
import { servers } from './servers.ts'

const SETTLED_WITHIN_MS = 120_000

interface Loaded {
  readonly elasticsearchDocuments: typeof elasticsearchDocuments
}

const create = { kind: 'create' } as const
const put = { kind: 'put' } as const

let installations = 0

/** Workers of this release and of another one on the same indices. */
async function sideBySide(
  changes: Parameters<typeof edition>[0],
  work: (workers: {
    readonly older: ElasticsearchDocuments
    readonly newer: ElasticsearchDocuments
    readonly prefix: string
  }) => Promise<void>,
): Promise<void> {
  const { nodes } = await servers()
  installations += 1
  const prefix = `rolling-${process.pid}-${installations}-`
  const other: Edition = edition(changes)
  const connect = () => elasticsearchClient({ nodes, auth: null, caFile: null })
  const older = elasticsearchDocuments(connect(), prefix)
  const newer = (await other.load<Loaded>('adapters/elasticsearch/documents.ts')).elasticsearchDocuments(connect(), prefix)
  try {
    await older.ensure()
    await newer.ensure()
    await work({ older, newer, prefix })
  } finally {
    await Promise.all([older.close(), newer.close()])
    await deleteIndices(prefix)
    other.dispose()
  }
}

async function allOf<T>(found: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const one of found) all.push(one)
  return all
}

const aCase = (id: string, value: unknown, mode: Write['mode'], outbox: Write['outbox'] = []): Write => ({
  collection: 'cases',
  id,
  value,
  fields: { state: 'open' },
  lemmas: '',
  mode,
  outbox,
})

describe('two releases side by side on the real cluster', function () {
  this.timeout(600_000)

  it('pass on what the newer one adds, set aside what the older one cannot read, and take it once it can be', async () => {
    const other = edition({ 'app/schemas/read-message.ts': [`version !== '1'`, `!['1', '2'].includes(version)`] })
    const all = await fleet({ OTKLIK_DEMO: 'false' })
    const store = await all.open()
    try {
      const older = await all.start(['classify', 'route'])
      const first = {
        ...aPost({ id: 'vk:wall:-1_1', rootId: 'vk:wall:-1_1', text: 'Яма на дороге в Рыльске, когда почините?' }),
        mood: 'angry',
      }
      const added = { ...first, author: { ...first.author, rank: 7 } }
      const second = postMessage(aPost({ id: 'vk:wall:-1_2', rootId: 'vk:wall:-1_2' }))
      const tooNew = { ...second, headers: { ...second.headers, [HEADERS.type]: 'otklik.post.v2' } }
      await store.log.append([postMessage(added), tooNew])

      const found = await eventually(
        () => getCase(store.documents, 'case:vk:wall:-1_1'),
        (one) => one !== null,
        SETTLED_WITHIN_MS,
      )
      expect(found?.value.post).to.deep.equal(added)
      expect((await store.documents.get<{ post: object }>('posts', 'vk:wall:-1_1'))?.value.post).to.deep.equal(added)
      const [dead] = await eventually(
        () => allOf(deadLetters(store, 'posts.dead')),
        (letters) => letters.length === 1,
        SETTLED_WITHIN_MS,
      )
      expect(dead?.reason).to.include('Unknown major version 2')

      expect(await older.stop()).to.equal(0)
      await all.start(['classify', 'route'], {}, other.program)
      await redrive(store, dead!, { at: Date.now(), known: { sources: [], accounts: [] } })
      const archived = () => store.documents.get('posts', 'vk:wall:-1_2')
      await eventually(archived, (one) => one !== null, SETTLED_WITHIN_MS)
    } finally {
      await store.close()
      await all.dispose()
      other.dispose()
    }
  })

  it('leave a document of a higher major version as it is, and say which', () =>
    sideBySide({ 'core/collections.ts': ['  cases: {\n', '  cases: {\n    major: 2,\n'] }, async ({ older, newer }) => {
      await older.write(aCase('old', { form: 1 }, create))
      const message = { topic: 'cases', key: 'new', value: '{}', headers: {}, at: 1 }
      await newer.write(aCase('new', { form: 2 }, create, [message]))
      const { version } = (await newer.get('cases', 'new'))!
      const refused: readonly (() => Promise<unknown>)[] = [
        () => older.get('cases', 'new'),
        () => older.write(aCase('new', { form: 1 }, put)),
        () => older.write(aCase('new', { form: 1 }, create)),
        () => older.write(aCase('new', { form: 1 }, { kind: 'replace', version })),
        () => older.validate([aCase('new', { form: 1 }, { kind: 'replace', version: 'other' as Version })]),
        () => older.remove('cases', 'new'),
        () => older.query({ collection: 'cases', limit: 10 }),
      ]
      for (const ask of refused) {
        const error = await failure(ask())
        expect(error).to.be.instanceOf(Malformed)
        expect((error as Error).message).to.equal('cases new is of major version 2, and this release reads up to 1: it takes a newer one')
      }
      // What it owes is moved by whoever holds the relay.
      const [owing] = await older.owing(10)
      expect([owing?.messages, await owing?.sent()]).to.deep.equal([[message], true])
      expect(await newer.get('cases', 'new')).to.deep.equal({ id: 'new', value: { form: 2 }, version })
      expect((await newer.get('cases', 'old'))?.value).to.deep.equal({ form: 1 })
      expect(await newer.owing(10)).to.deep.equal([])
    }))

  it('keep the fields of both: the older one takes none back, neither from an index nor from a document', () =>
    sideBySide(
      { 'core/collections.ts': [`platform: 'keyword',`, `platform: 'keyword',\n      mood: 'keyword',`] },
      async ({ older, newer }) => {
        const aPostOf = (id: string, fields: NewDocument['fields'], mode: Write['mode']): Write => ({
          collection: 'posts',
          id,
          value: { id },
          fields: { createdAt: Date.UTC(2026, 4, 1), ...fields },
          lemmas: '',
          mode,
        })
        // As a restart does.
        await older.ensure()
        await older.write(aPostOf('first', { platform: 'vk' }, create))
        await newer.write(aPostOf('second', { platform: 'vk', mood: 'angry' }, create))
        await older.write(aPostOf('second', { platform: 'ok' }, put))
        const angry = await newer.query({
          collection: 'posts',
          where: [
            { field: 'mood', is: 'angry' },
            { field: 'platform', is: 'ok' },
          ],
          limit: 9,
        })
        expect(angry.items.map((one) => one.id)).to.deep.equal(['second'])
        expect(await older.count({ collection: 'posts' })).to.equal(2)
      },
    ))
})
