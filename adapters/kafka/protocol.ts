/** Kafka's own requests, the few that the log needs, each sent to the broker that answers for it. One implementation per client library;
 *  none of them retries, so that there is one place that does. */
export interface Protocol {
  /** The leader (node id) of every partition of every topic the server shows us. */
  leaders(): Promise<ReadonlyMap<string, readonly number[]>>
  /** How many brokers there were at the last look. */
  brokers(): Promise<number>
  /** Appends with acks from all in-sync replicas. @throws {KafkaFailure} when any part was not written */
  produce(leader: number, batches: readonly Batch[]): Promise<readonly Written[]>
  /** Answers as soon as there is a record, or empty after `maxWaitMs`. */
  fetch(leader: number, from: readonly Start[], maxWaitMs: number): Promise<readonly Fetched[]>
  /** Offsets of the first record at or after an instant; partitions without one are left out. `start` and `end` are the end points. */
  offsets(leader: number, partitions: readonly Partition[], at: 'start' | 'end' | number): Promise<readonly Offset[]>
  join(group: string, ask: JoinAsk): Promise<Joined>
  /** `shares` from the leader of the group, empty from the others. Resolves with this member's own. */
  sync(group: string, member: Member, shares: readonly Share[]): Promise<Buffer>
  heartbeat(group: string, member: Member): Promise<void>
  leave(group: string, memberId: string): Promise<void>
  commit(group: string, member: Member, offsets: readonly Offset[]): Promise<void>
  /** Committed offsets; partitions without one are left out. */
  committed(group: string, partitions: readonly Partition[]): Promise<readonly Offset[]>
  /** An existing topic is left alone. */
  createTopics(topics: readonly NewTopic[]): Promise<void>
  /** These settings of each topic, by their names, as the server writes them. */
  settings(topics: readonly string[], names: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>
  /** Drops everything before these offsets. */
  deleteBefore(leader: number, offsets: readonly Offset[]): Promise<void>
  /** Looks anew for brokers, leaders and coordinators. */
  refresh(): Promise<void>
  close(): Promise<void>
}

export interface Partition {
  readonly topic: string
  readonly partition: number
}

export interface Offset extends Partition {
  readonly offset: number
}

export interface Start extends Offset {
  readonly maxBytes: number
}

export interface Batch extends Partition {
  readonly records: readonly NewRecord[]
}

export interface NewRecord {
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

export interface StoredRecord {
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
  readonly timestamp: number
  /** A transaction's mark, or written in one that was given up: has an offset, is nobody's message. */
  readonly isControl: boolean
}

export interface Written extends Partition {
  readonly baseOffset: number
}

export interface Fetched extends Partition {
  readonly records: readonly StoredRecord[]
}

export interface Member {
  readonly generation: number
  readonly memberId: string
}

export interface JoinAsk {
  /** Empty for a newcomer. */
  readonly memberId: string
  readonly sessionMs: number
  readonly rebalanceMs: number
  readonly metadata: Buffer
}

export interface Joined extends Member {
  readonly leaderId: string
  /** Everybody's metadata for the leader, empty for the others. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[]
}

/** What the leader of the group gives a member. */
export interface Share {
  readonly memberId: string
  readonly assignment: Buffer
}

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  /** Brokers that hold each message. */
  readonly copies: number
  readonly config: Readonly<Record<string, string>>
}

/** What went wrong, by Kafka's own name (`NOT_LEADER_OR_FOLLOWER`), or `CONNECTION` for everything below the protocol. */
export class KafkaFailure extends Error {
  readonly code: string
  /** The id the coordinator gives a newcomer together with `MEMBER_ID_REQUIRED`. */
  readonly memberId: string | null

  constructor(code: string, message: string, options: ErrorOptions & { readonly memberId?: string } = {}) {
    super(message, options)
    this.name = 'KafkaFailure'
    this.code = code
    this.memberId = options.memberId ?? null
  }
}

/** Where and as whom to connect. */
export interface KafkaAccess {
  /** `host:port`, comma separated. */
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly tls: { readonly ca: string | null } | null
  readonly sasl: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  } | null
}

export type OpenProtocol = (access: KafkaAccess) => Promise<Protocol>
