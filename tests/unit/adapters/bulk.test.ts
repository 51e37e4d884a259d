import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { bulkWriter } from '../../../adapters/elasticsearch/bulk.ts'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { Malformed, Misconfigured } from '../../../core/errors.ts'

const REFUSAL = JSON.stringify({ error: { type: 'illegal_argument_exception', reason: 'no' }, status: 400 })

describe('a bulk request that is refused as a whole', () => {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () =>
      response.writeHead(400, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end(REFUSAL),
    )
  })
  before((done) => void server.listen(0, '127.0.0.1', done))
  after((done) => void server.close(done))

  it('is not copied into the error byte by byte, seconds for a few MB, nor is a password kept there', async () => {
    const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = elasticsearchClient({ nodes: [node], auth: { username: 'otklik', password: 'secret' }, caFile: null })
    const writing = bulkWriter(client).write([{ index: 'posts', id: 'a', action: { kind: 'create', source: ['{"text":', '"яма"}'] } }])
    const error: unknown = await writing.catch((caught: unknown) => caught)
    await client.close()
    expect(error).to.be.instanceOf(Malformed)
    const { cause } = error as Malformed
    const { body } = (cause as ClientError).meta.meta.request.params
    expect(body).to.be.instanceOf(Buffer)
    expect(String(body)).to.equal('{"create":{"_index":"posts","_id":"a"}}\n{"text":"яма"}\n')
    const basic = Buffer.from('otklik:secret').toString('base64')
    expect(inspect(cause, { depth: null, showHidden: true }))
      .to.not.include('secret')
      .and.not.include(basic)
  })
})

/** A server that refuses any request with an id of too many bytes whole, as Elasticsearch does, and one item for want of a right. */
describe('a bulk request of several', () => {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      const heads = body.split('\n').filter((line) => line.startsWith('{"create"'))
      const items = heads.map((line) => ({ create: line.includes('"foreign"') ? NO_RIGHT : { status: 201, _seq_no: 1, _primary_term: 1 } }))
      const [status, answer] = body.includes(TOO_LONG) ? [400, REFUSAL] : [200, JSON.stringify({ errors: false, items })]
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end(answer)
    })
  })
  const TOO_LONG = 'x'.repeat(600)
  const NO_RIGHT = { status: 403, error: { type: 'security_exception', reason: 'action is unauthorized' } }
  before((done) => void server.listen(0, '127.0.0.1', done))
  after((done) => void server.close(done))

  async function written(ids: readonly string[]): Promise<readonly unknown[]> {
    const client = elasticsearchClient({ nodes: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`], auth: null, caFile: null })
    const writer = bulkWriter(client)
    const all = ids.map((id) => writer.write([{ index: 'posts', id, action: { kind: 'create', source: '{}' } }]))
    const ended = await Promise.allSettled(all)
    await client.close()
    return ended.map((one) => (one.status === 'fulfilled' ? one.value[0]?.kind : (one.reason as Error).constructor))
  }

  it('fails for the one alone that it is refused for', async () => {
    expect(await written(['a', 'b', TOO_LONG, 'c', 'd'])).to.deep.equal(['done', 'done', Malformed, 'done', 'done'])
  })

  it('says at once that a right is missing, which no later try would bring', async () => {
    expect(await written(['a', 'foreign', 'b'])).to.deep.equal(['done', Misconfigured, 'done'])
  })
})

interface ClientError {
  readonly meta: { readonly meta: { readonly request: { readonly params: { readonly body: unknown } } } }
}
