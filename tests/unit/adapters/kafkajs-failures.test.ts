import { expect } from 'chai'
import { asPipelineError, isPassing } from '../../../adapters/kafka/failures.ts'
import { named } from '../../../adapters/kafka/kafkajs-failures.ts'
import { assertNewEnough } from '../../../adapters/kafka/needed-release.ts'
import { KafkaFailure } from '../../../adapters/kafka/protocol.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'

const refusal = (message: string): Error => Object.assign(new Error(message), { name: 'KafkaJSSASLAuthenticationError' })

describe('what kafkajs calls a refused password', () => {
  for (const [message, code] of [
    ['SASL PLAIN authentication failed: Authentication failed: Invalid username or password', 'SASL_AUTHENTICATION_FAILED'],
    [
      'SASL SCRAM SHA512 authentication failed: Authentication failed during authentication due to invalid credentials',
      'SASL_AUTHENTICATION_FAILED',
    ],
    ['SASL PLAIN authentication failed: Closed connection', 'CONNECTION'],
    ['SASL SCRAM SHA256 authentication failed: Request SaslAuthenticate(key: 36, version: 1) timed out', 'CONNECTION'],
    ['SASL PLAIN authentication failed: read ECONNRESET', 'CONNECTION'],
  ] as const) {
    it(`is ${code}: ${message}`, async () => {
      const error = await failure(named(() => Promise.reject(refusal(message))))
      expect((error as KafkaFailure).code).to.equal(code)
    })
  }
})

interface Refusal {
  readonly type: string
  readonly topic: string
}

/** As kafkajs throws what became of several topics. */
const aggregate = (...refusals: readonly Refusal[]): Error =>
  Object.assign(new Error('Topic creation errors'), {
    name: 'KafkaJSAggregateError',
    errors: refusals.map(({ type, topic }) => Object.assign(new Error(`words of ${type}`), { type, topic })),
  })

describe('what kafkajs calls topics that were not made', () => {
  for (const type of ['TOPIC_AUTHORIZATION_FAILED', 'INVALID_REPLICATION_FACTOR', 'INVALID_CONFIG', 'POLICY_VIOLATION'])
    it(`is ${type} of the first that was refused, for a person to put right`, async () => {
      const refused = aggregate({ type: 'TOPIC_ALREADY_EXISTS', topic: 'posts' }, { type, topic: 'cases' })
      const error = await failure(named(() => Promise.reject(refused)))
      expect(error).to.include({ code: type, message: `cases: words of ${type}` })
      expect(isPassing(error)).to.equal(false)
      expect(asPipelineError(error)).to.be.instanceOf(Misconfigured)
    })

  it('is what a later try may cure where the controller has moved', async () => {
    const error = await failure(named(() => Promise.reject(aggregate({ type: 'NOT_CONTROLLER', topic: 'cases' }))))
    expect(isPassing(error)).to.equal(true)
  })
})

describe('the release that a broker must have', () => {
  it('is told from what it understands', () => {
    expect(() => assertNewEnough('kafka1:9092', 4)).not.to.throw()
    expect(() => assertNewEnough('kafka1:9092', 3)).to.throw(
      'the broker at kafka1:9092 is older than Kafka 3.6: it understands AddPartitionsToTxn up to version 3, which is version 4 there',
    )
    expect(() => assertNewEnough('kafka1:9092', undefined)).to.throw('up to version none')
  })
})

describe('a broker that takes no passwords on its port', () => {
  it('is told in words that say what to change, besides its own', () => {
    const error = asPipelineError(new KafkaFailure('ILLEGAL_SASL_STATE', 'Request is not valid given the current SASL state'))
    expect(error).to.be.instanceOf(Misconfigured)
    expect((error as Error).message).to.match(/takes no user name and password: leave kafka\.sasl out.*: Request is not valid/)
  })
})
