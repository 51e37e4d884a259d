import { expect } from 'chai'
import { named } from '../../../adapters/kafka/kafkajs-failures.ts'
import type { KafkaFailure } from '../../../adapters/kafka/protocol.ts'
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
