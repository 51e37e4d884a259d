import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { bulkWriter } from '../../../adapters/elasticsearch/bulk.ts'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { Malformed } from '../../../core/errors.ts'

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

  it('is kept in the error as text: the client would copy bytes one by one, seconds for a few MB', async () => {
    const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = elasticsearchClient({ nodes: [node], auth: null, caFile: null })
    const writing = bulkWriter(client).write([{ index: 'posts', id: 'a', action: { kind: 'create', source: '{"text":"яма"}' } }])
    const error: unknown = await writing.catch((caught: unknown) => caught)
    await client.close()
    expect(error).to.be.instanceOf(Malformed)
    const { body } = ((error as Malformed).cause as ClientError).meta.meta.request.params
    expect(body).to.equal('{"create":{"_index":"posts","_id":"a"}}\n{"text":"яма"}\n')
  })
})

interface ClientError {
  readonly meta: { readonly meta: { readonly request: { readonly params: { readonly body: unknown } } } }
}
