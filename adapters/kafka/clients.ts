import { openKafkajs } from './kafkajs-protocol.ts'
import { openPlatformatic } from './platformatic-protocol.ts'
import type { OpenProtocol } from './protocol.ts'

/** The client libraries by the name that the setting `kafka.client` has. */
export const KAFKA_CLIENTS = { kafkajs: openKafkajs, platformatic: openPlatformatic } as const satisfies Record<string, OpenProtocol>

export type KafkaClient = keyof typeof KAFKA_CLIENTS
