import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { bulkWriter } from '../../../adapters/elasticsearch/bulk.ts'
import { assertServer, elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { Malformed, Misconfigured, Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { freePort } from '../servers/server.ts'
import { servers } from './servers.ts'
import { standingBetween } from './standing-between.ts'

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
      sources.map((source, at) => bulk.write([{ index, id: String(at), action: { kind: 'create', source } }])),
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
    await own.indices.delete({ index: Object.keys(await own.indices.getAlias({ index: `${prefix}*` })) })
    await own.indices.deleteIndexTemplate({ name: `${prefix}*` })
    await own.close()
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
    const own = await client()
    await own.indices.delete({ index: Object.keys(await own.indices.getAlias({ index: `${prefix}*` })) })
    await own.indices.deleteIndexTemplate({ name: `${prefix}*` })
    await own.close()
  })
})
