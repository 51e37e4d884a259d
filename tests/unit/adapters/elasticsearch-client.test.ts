import { errors } from '@elastic/elasticsearch'
import { expect } from 'chai'
import { asPipelineError } from '../../../adapters/elasticsearch/client.ts'
import { Malformed, Misconfigured } from '../../../core/errors.ts'

/** As the client throws what a server has refused. */
const refused = (type: string): unknown =>
  new errors.ResponseError({
    statusCode: 400,
    body: { error: { type, reason: 'as it says', root_cause: [] }, status: 400 },
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
})
