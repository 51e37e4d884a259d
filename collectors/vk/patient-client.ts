import { isTooMany, type VkCall, type VkClient } from './client.ts'
import type { VkReply } from './reply.ts'

const PAUSE_MS = 1200
const TRIES = 3

export type Sleep = (ms: number) => Promise<void>

/** A client for reading: what VK refused because there were too many requests this second is asked again, and only that. */
export function patientClient(client: VkClient, sleep: Sleep): VkClient {
  async function batch(calls: readonly VkCall[]): Promise<readonly VkReply[]> {
    let replies = await client.batch(calls)
    for (let tries = 1; tries < TRIES && replies.some(isTooMany); tries += 1) {
      await sleep(PAUSE_MS)
      const again = replies.flatMap((reply, index) => (isTooMany(reply) ? [index] : []))
      const later = await client.batch(again.map((index) => calls[index]).filter((call) => call !== undefined))
      replies = replies.map((reply, index) => later[again.indexOf(index)] ?? reply)
    }
    return replies
  }
  return { batch, call: async (call) => (await batch([call]))[0] as VkReply }
}
