import { errors } from '@elastic/elasticsearch'
import { expect } from 'chai'
import { asPipelineError } from '../../../adapters/elasticsearch/client.ts'
import { Malformed, Misconfigured, Unavailable } from '../../../core/errors.ts'

/** As the client throws what a server has refused. */
const refused = (type: string, more: object = {}): unknown =>
  new errors.ResponseError({
    statusCode: 400,
    body: { error: { type, reason: 'as it says', root_cause: [], ...more }, status: 400 },
    headers: {},
    warnings: null,
    meta: { connection: { url: new URL('http://elastic1:9200') } },
  } as unknown as ConstructorParameters<typeof errors.ResponseError>[0])

describe('what a refusal of Elasticsearch means', () => {
  it('is a server that is too old where it does not know the form of the request: no later try cures it', () => {
    const error = asPipelineError(refused('media_type_header_exception'))
    expect(error).to.be.instanceOf(Misconfigured)
    expect((error as Error).message).to.equal('Elasticsearch at elastic1:9200 is too old: media_type_header_exception')
  })

  it('is a request that is not right where the server knows its form', () => {
    expect(asPipelineError(refused('parsing_exception'))).to.be.instanceOf(Malformed)
  })

  it('is an index that may come back where it is closed or gone: what it says is what to do', () => {
    for (const [type, words] of [
      ['index_closed_exception', 'the index o-cases-1 is closed: open it (POST o-cases-1/_open)'],
      ['index_not_found_exception', 'there is no index and no alias o-cases-1: "otklik doctor" says what is missing'],
    ] as const) {
      const error = asPipelineError(refused(type, { index: 'o-cases-1' }))
      expect(error).to.be.instanceOf(Unavailable)
      expect((error as Error).message).to.equal(`Elasticsearch at elastic1:9200: ${words}`)
    }
  })

  it('is one line, however many the server has written', () => {
    const causes = [{ type: 'parsing_exception', reason: 'line one\n\tline two' }]
    expect((asPipelineError(refused('parsing_exception', { root_cause: causes })) as Error).message).to.match(
      /^Elasticsearch at elastic1:9200: parsing_exception Root causes: .*line one line two$/,
    )
  })

  it('is an address that begins with https:// where the server speaks no TLS', () => {
    const words = '40AD:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/tlsany_meth.c:77:\n'
    const error = asPipelineError(new errors.ConnectionError(words))
    expect(error).to.be.instanceOf(Misconfigured)
    expect((error as Error).message).to.equal('Elasticsearch speaks no TLS: its address begins with http://, or another port is meant')
  })
})
