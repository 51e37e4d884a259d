import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { bulkWriter } from '../../../adapters/elasticsearch/bulk.ts'
import { assertServer, elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { type ElasticsearchDocuments, elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import type { Write } from '../../../core/documents.ts'
import { Conflict, Malformed, Misconfigured, Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { freePort } from '../servers/server.ts'
import { deleteIndices } from './raw-indices.ts'
import { servers } from './servers.ts'
import { type StandingBetween, standingBetween } from './standing-between.ts'

const client = async (nodes?: readonly string[]) =>
  elasticsearchClient({ nodes: nodes ?? (await servers()).nodes, auth: null, caFile: null })

describe('what only Elasticsearch does', function () {
  this.timeout(60_000)

  it('says which version a server has and which is needed', async () => {
    const own = await client()
    const error = await failure(assertServer(own, [99, 1]))
    expect(error).to.be.instanceOf(Misconfigured)
    expect((error as Error).message).to.match(/^Elasticsearch 99\.1 or newer is needed: node \S+ at 127\.0\.0\.1 has \d+\.\d+\.\d+$/)
    await own.close()
  })

  it('tells another product behind the address from a server that is down', async () => {
    const other = createServer((_, answer) => void answer.setHeader('content-type', 'application/json').end('{"nodes":{}}'))
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const wrong = await client([`http://127.0.0.1:${(other.address() as AddressInfo).port}`])
    expect(await failure(assertServer(wrong))).to.be.instanceOf(Misconfigured)
    await wrong.close()
    await new Promise((resolve) => void other.close(resolve))
    const down = await client([`http://127.0.0.1:${await freePort()}`])
    expect(await failure(assertServer(down))).to.be.instanceOf(Unavailable)
    await down.close()
  })

  it('refuses one document of a request and keeps its neighbours', async () => {
    const own = await client()
    const index = `bulk-${process.pid}`
    await own.indices.create({ index, mappings: { dynamic: 'strict', properties: { number: { type: 'long' } } } })
    const bulk = bulkWriter(own)
    const sources = [{ number: 1 }, { number: 'not one' }, { colour: 'red' }, { number: 4 }]
    const results = await Promise.allSettled(
      sources.map((source, at) => bulk.write([{ index, id: String(at), action: { kind: 'create', source: JSON.stringify(source) } }])),
    )
    expect(results.map((one) => one.status)).to.deep.equal(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).constructor] : []))).to.deep.equal([
      Malformed,
      // A field that is declared and that the index does not know: the index is older than the program.
      Misconfigured,
    ])
    await own.indices.refresh({ index })
    expect((await own.count({ index })).count).to.equal(2)
    await own.indices.delete({ index })
    await own.close()
  })

  it('waits while a disk is full, and goes on by itself when it is not', async () => {
    const own = await client()
    const prefix = `full-${process.pid}-`
    const documents = elasticsearchDocuments(await client(), prefix)
    await documents.ensure()
    const index = `${prefix}cursors`
    const block = (full: boolean | null) => own.indices.putSettings({ index, settings: { 'index.blocks.read_only_allow_delete': full } })
    await block(true)
    const writing = documents.write({ collection: 'cursors', id: 'a', value: 1, fields: {}, mode: { kind: 'put' } })
    const early = await Promise.race([writing.then(() => 'written'), documents.get('cursors', 'a')])
    expect(early).to.equal(null)
    await block(null)
    expect((await writing).kind).to.equal('written')
    await documents.close()
    await own.close()
    await deleteIndices(prefix)
  })

  it('waits while the cluster has no room for a new month, and makes it when there is', async () => {
    await withIndices('room', async (documents, prefix) => {
      const own = await client()
      const room = (shards: number | null) => own.cluster.putSettings({ persistent: { 'cluster.max_shards_per_node': shards } })
      await room(1)
      const writing = documents.write(postOf('a'))
      try {
        expect(await firstOf(writing, documents)).to.equal('another')
        expect(await own.indices.exists({ index: `${prefix}posts-2026-03` })).to.equal(false)
      } finally {
        await room(null)
      }
      expect((await writing).kind).to.equal('written')
      await own.close()
    })
  })

  it('waits while somebody keeps a month closed, and writes when it is open again', async () => {
    await withIndices('closed', async (documents, prefix) => {
      const own = await client()
      const index = `${prefix}posts-2026-03`
      await documents.write(postOf('a'))
      await own.indices.close({ index })
      const writing = documents.write(postOf('b'))
      expect(await firstOf(writing, documents)).to.equal('another')
      await own.indices.open({ index })
      expect((await writing).kind).to.equal('written')
      await own.close()
    })
  })

  it('writes more in one go than the server takes in one request', async () => {
    await withIndices('large', async (documents) => {
      const text = 'x'.repeat(2 ** 20)
      const ids = Array.from({ length: 110 }, (_, number) => `d${number}`)
      const results = await documents.writeAll(
        ids.map((id) => ({ collection: 'cursors', id, value: text, fields: {}, mode: { kind: 'create' } })),
      )
      expect(results.filter(({ kind }) => kind === 'written')).to.have.length(110)
      expect(await documents.count({ collection: 'cursors' })).to.equal(110)
    })
  })

  it('divides a request that a server finds too large', async () => {
    await withFaults('divided', async (documents, between) => {
      between.answerNext('/_bulk', [413, 413])
      const results = await documents.writeAll(
        ['a', 'b', 'c', 'd'].map((id) => ({ collection: 'cursors', id, value: id, fields: {}, mode: { kind: 'create' } })),
      )
      expect(results.map(({ kind }) => kind)).to.deep.equal(['written', 'written', 'written', 'written'])
      expect(between.met()).to.equal(2)
      between.answerNext('/_bulk', [413])
      const alone = documents.write({ collection: 'cursors', id: 'e', value: 1, fields: {}, mode: { kind: 'create' } })
      expect(await failure(alone)).to.be.instanceOf(Malformed)
    })
  })

  it('asks again what a server could not answer', async () => {
    await withFaults('again', async (documents, between) => {
      await documents.write({ collection: 'cursors', id: 'a', value: 1, fields: {}, mode: { kind: 'create' } })
      const asks: readonly (readonly [path: string, ask: () => Promise<unknown>, answer: unknown])[] = [
        ['/_mget', async () => (await documents.get('cursors', 'a'))?.value, 1],
        ['/_search', async () => (await documents.query({ collection: 'cursors', limit: 5 })).items.length, 1],
        ['/_count', () => documents.count({ collection: 'cursors' }), 1],
        ['/_search', () => documents.facet({ collection: 'accounts', field: 'role', limit: 1 }), []],
        ['/_search', () => documents.owing(5), []],
      ]
      for (const [path, ask, answer] of asks) {
        const before = between.met()
        between.answerNext(path, [429, 503])
        between.cutNext(path, 1)
        expect(await ask()).to.deep.equal(answer)
        expect(between.met() - before, path).to.equal(3)
      }
      between.answerNext('/_mget', [400])
      expect(await failure(documents.get('cursors', 'a'))).to.be.instanceOf(Malformed)
    })
  })

  it('reads what it writes over once, and again only when something has changed', async () => {
    await withFaults('once', async (documents, between) => {
      const write = (value: number, mode: Write['mode']) => documents.write({ collection: 'cursors', id: 'a', value, fields: {}, mode })
      await write(1, { kind: 'create' })
      const { version } = (await documents.get('cursors', 'a'))!
      between.answerNext('/_mget', [503])
      await write(2, { kind: 'replace', version })
      expect(between.met()).to.equal(0)
      expect(await failure(write(3, { kind: 'replace', version }))).to.be.instanceOf(Conflict)
      expect(between.met()).to.equal(1)
      expect((await documents.get('cursors', 'a'))?.value).to.equal(2)
    })
  })

  it('finds in a month that has just been made', async () => {
    await withIndices('months', async (documents, prefix) => {
      const other = elasticsearchDocuments(await client(), prefix)
      for (let month = 0; month < 4; month += 1) {
        const fields = { createdAt: Date.UTC(2026, month, 1) }
        const searching = other.count({ collection: 'posts' })
        await documents.write({ collection: 'posts', id: `p${month}`, value: 1, fields, lemmas: '', mode: { kind: 'create' } })
        expect(await documents.count({ collection: 'posts' })).to.equal(month + 1)
        expect(await searching).to.be.within(month, month + 1)
        expect((await other.get('posts', `p${month}`))?.value).to.equal(1)
      }
      await other.close()
    })
  })

  it('knows its own document when the answer to a write was lost', async () => {
    const { nodes } = await servers()
    const prefix = `lost-${process.pid}-`
    const proxy = await standingBetween(nodes[0]!)
    const documents = elasticsearchDocuments(await client([proxy.address]), prefix)
    await documents.ensure()
    proxy.loseNext('/_bulk')
    const created = await documents.write({ collection: 'cursors', id: 'a', value: 1, fields: {}, mode: { kind: 'create' } })
    expect([created.kind, proxy.met()]).to.deep.equal(['written', 1])
    const found = await documents.get('cursors', 'a')
    proxy.loseNext('/_bulk')
    const mode = { kind: 'replace', version: found!.version } as const
    const replaced = await documents.write({ collection: 'cursors', id: 'a', value: 2, fields: {}, mode })
    expect([replaced.kind, proxy.met()]).to.deep.equal(['written', 2])
    expect((await documents.get('cursors', 'a'))?.value).to.equal(2)
    await documents.close()
    await proxy.stop()
    await deleteIndices(prefix)
  })
})

const postOf = (id: string): Write => ({
  collection: 'posts',
  id,
  value: 1,
  fields: { createdAt: Date.UTC(2026, 2, 17) },
  lemmas: '',
  mode: { kind: 'create' },
})

/** Whether a write ends before another that comes after it. */
const firstOf = (writing: Promise<unknown>, documents: ElasticsearchDocuments): Promise<string> =>
  Promise.race([
    writing.then(() => 'itself'),
    documents.write({ collection: 'cursors', id: 'another', value: 1, fields: {}, mode: { kind: 'put' } }).then(() => 'another'),
  ])

async function withIndices(
  name: string,
  work: (documents: ElasticsearchDocuments, prefix: string) => Promise<void>,
  nodes?: readonly string[],
) {
  const prefix = `${name}-${process.pid}-`
  const documents = elasticsearchDocuments(await client(nodes), prefix)
  try {
    await documents.ensure()
    await work(documents, prefix)
  } finally {
    await documents.close()
    await deleteIndices(prefix)
  }
}

async function withFaults(name: string, work: (documents: ElasticsearchDocuments, between: StandingBetween) => Promise<void>) {
  const between = await standingBetween((await servers()).nodes[0]!)
  try {
    await withIndices(name, (documents) => work(documents, between), [between.address])
  } finally {
    await between.stop()
  }
}
