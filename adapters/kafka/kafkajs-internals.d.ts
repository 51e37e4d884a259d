/** The parts of kafkajs 2.2.4 below its producer and consumer, which has no types of its own. The version is pinned: its last release. */
declare module 'kafkajs/src/cluster/index.js' {
  interface TopicParts<Part> {
    readonly topic: string
    readonly partitions: readonly Part[]
  }
  interface Connection {
    readonly socket?: { destroy(): void }
    isConnected(): boolean
    rejectRequests(error: Error): void
    disconnect(): Promise<unknown>
  }
  export interface Broker {
    readonly connectionPool: { readonly pool: readonly Connection[] }
    /** `host:port`. */
    readonly brokerAddress: string
    /** Of every request by its key, once connected. */
    readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>> | null
    produce(ask: {
      readonly acks: -1
      readonly timeout: number
      readonly topicData: readonly TopicParts<{
        readonly partition: number
        readonly firstSequence: number
        readonly messages: readonly object[]
      }>[]
    }): Promise<{ topics: { topicName: string; partitions: { partition: number; baseOffset: string }[] }[] }>
    fetch(ask: {
      readonly maxWaitTime: number
      readonly minBytes: number
      readonly maxBytes: number
      readonly isolationLevel: number
      readonly topics: readonly TopicParts<{ readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number }>[]
    }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>
    listOffsets(ask: {
      readonly isolationLevel: number
      readonly topics: readonly TopicParts<{ readonly partition: number; readonly timestamp: number }>[]
    }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>
    joinGroup(ask: {
      readonly groupId: string
      readonly sessionTimeout: number
      readonly rebalanceTimeout: number
      readonly memberId: string
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[]
    }): Promise<{ generationId: number; leaderId: string; memberId: string; members: { memberId: string; memberMetadata: Buffer }[] }>
    syncGroup(ask: {
      readonly groupId: string
      readonly generationId: number
      readonly memberId: string
      readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[]
    }): Promise<{ memberAssignment: Buffer }>
    heartbeat(ask: { readonly groupId: string; readonly groupGenerationId: number; readonly memberId: string }): Promise<unknown>
    leaveGroup(ask: { readonly groupId: string; readonly memberId: string }): Promise<unknown>
    offsetCommit(ask: {
      readonly groupId: string
      readonly groupGenerationId: number
      readonly memberId: string
      readonly retentionTime: number
      readonly topics: readonly TopicParts<{ readonly partition: number; readonly offset: string }>[]
    }): Promise<unknown>
    offsetFetch(ask: {
      readonly groupId: string
      readonly topics: readonly TopicParts<{ readonly partition: number }>[]
    }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>
    createTopics(ask: {
      readonly timeout: number
      readonly topics: readonly {
        readonly topic: string
        readonly numPartitions: number
        readonly replicationFactor: number
        readonly configEntries: readonly { readonly name: string; readonly value: string }[]
      }[]
    }): Promise<unknown>
    describeConfigs(ask: {
      readonly resources: readonly { readonly type: number; readonly name: string; readonly configNames: readonly string[] }[]
    }): Promise<{ resources: { resourceName: string; configEntries: { configName: string; configValue: string | null }[] }[] }>
    deleteRecords(ask: {
      readonly topics: readonly TopicParts<{ readonly partition: number; readonly offset: string }>[]
    }): Promise<unknown>
  }
  export interface FetchedPartition {
    readonly partition: number
    readonly messages: readonly FetchedMessage[]
    readonly abortedTransactions: readonly object[] | null
  }
  export interface FetchedMessage {
    readonly offset: string
    readonly timestamp: string
    readonly key: Buffer | null
    readonly value: Buffer | null
    readonly headers: Readonly<Record<string, Buffer | Buffer[] | null>>
    readonly isControlRecord: boolean
  }
  export default class Cluster {
    constructor(options: object)
    readonly brokerPool: {
      readonly brokers: Readonly<Record<number, Broker>>
      readonly seedBroker?: Broker
      readonly metadata: {
        readonly brokers: readonly { readonly nodeId: number }[]
        readonly topicMetadata: readonly {
          readonly topic: string
          readonly isInternal?: boolean
          readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[]
        }[]
      } | null
    }
    connect(): Promise<void>
    disconnect(): Promise<void>
    refreshMetadata(): Promise<void>
    findBroker(ask: { readonly nodeId: number }): Promise<Broker>
    findControllerBroker(): Promise<Broker>
    findGroupCoordinator(ask: { readonly groupId: string }): Promise<Broker>
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  const loggers: { createLogger(options: { level: number; logCreator: () => () => void }): object }
  export default loggers
}

declare module 'kafkajs/src/network/socketFactory.js' {
  export default function socketFactory(): object
}

declare module 'kafkajs/src/protocol/message/compression/index.js' {
  interface Codec {
    compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
    decompress(bytes: Buffer): Promise<Buffer>
  }
  const compression: {
    readonly Types: { readonly Snappy: number; readonly LZ4: number; readonly ZSTD: number }
    readonly Codecs: Record<number, () => Codec>
  }
  export default compression
}

declare module 'kafkajs/src/consumer/filterAbortedMessages.js' {
  import type { FetchedMessage, FetchedPartition } from 'kafkajs/src/cluster/index.js'
  export default function filterAbortedMessages(fetched: Pick<FetchedPartition, 'messages' | 'abortedTransactions'>): FetchedMessage[]
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  const response: { decode(bytes: Buffer): Promise<object> }
  export default response
}

declare module 'kafkajs/src/protocol/error.js' {
  export function createErrorFromCode(code: number): Error
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  export interface Produced {
    readonly topics: readonly {
      readonly topicName: string
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number; readonly baseOffset: string }[]
    }[]
  }
  const response: { parse(answer: Produced): Promise<Produced> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/metadata/v6/response.js' {
  const response: { parse(metadata: object): Promise<object> }
  export default response
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[]
    readonly throttledUntil: number
    throttleCheckTimeoutId: NodeJS.Timeout | null
    checkPendingRequests(): void
    scheduleCheckPendingRequests(): void
  }
}

declare module 'kafkajs/src/network/connection.js' {
  export default class Connection {
    chunks: Buffer[]
    bytesBuffered: number
    bytesNeeded: number
    constructor(options: object)
    isConnected(): boolean
    connect(): Promise<unknown>
  }
}
