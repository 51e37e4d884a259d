import { KafkaFailure } from './protocol.ts'

/** After these the coordinator is still the one to ask. */
const STAYS_COORDINATOR = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS', 'MEMBER_ID_REQUIRED'])

/** The broker that coordinates each group: found once, and looked up again when it answers for the group no more. */
export class Coordinators<Broker> {
  private readonly known = new Map<string, Promise<Broker>>()
  private readonly find: (group: string) => Promise<Broker>

  constructor(find: (group: string) => Promise<Broker>) {
    this.find = find
  }

  /** @throws {KafkaFailure} what the coordinator, or the search for it, ended with */
  async ask<T>(group: string, question: (broker: Broker) => Promise<T>): Promise<T> {
    const found = this.known.get(group) ?? this.find(group)
    this.known.set(group, found)
    try {
      return await question(await found)
    } catch (error) {
      if (!(error instanceof KafkaFailure) || !STAYS_COORDINATOR.has(error.code)) this.known.delete(group)
      throw error
    }
  }

  clear(): void {
    this.known.clear()
  }
}
