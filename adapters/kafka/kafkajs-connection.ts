import loggers from 'kafkajs/src/loggers/index.js'
import socketFactory from 'kafkajs/src/network/socketFactory.js'
import type { KafkaAccess } from './protocol.ts'

/** Connecting and asking have one short try each: trying again is the caller's. */
const CONNECTION_TIMEOUT_MS = 3000
const ONE_TRY = { initialRetryTime: 50, maxRetryTime: 100, retries: 1 }
const READ_COMMITTED = 1
/** With the search for the broker and the next try it is what a silent wire holds work up for. */
export const REQUEST_TIMEOUT_MS = 7000

/** Options of kafkajs's cluster. */
export const connection = ({ brokers, clientId, tls, sasl }: KafkaAccess): object => ({
  brokers,
  clientId,
  ssl: tls === null ? false : { ...(tls.ca !== null && { ca: tls.ca }) },
  ...(sasl !== null && { sasl }),
  logger: loggers.createLogger({ level: 0, logCreator: () => () => {} }),
  socketFactory: socketFactory(),
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  authenticationTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  enforceRequestTimeout: true,
  metadataMaxAge: 5000,
  retry: ONE_TRY,
  allowAutoTopicCreation: false,
  isolationLevel: READ_COMMITTED,
})
