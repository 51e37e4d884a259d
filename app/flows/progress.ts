import type { Fence, Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'

/** The next offset of every partition the batch touched. */
export function progress(fence: Fence, messages: readonly LogMessage[]): { fence: Fence; positions: readonly Position[] } {
  const next = new Map<string, Position>()
  for (const { topic, partition, offset } of messages) next.set(`${topic}/${partition}`, { topic, partition, offset: offset + 1 })
  return { fence, positions: [...next.values()] }
}
