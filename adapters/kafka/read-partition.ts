import type { PollOptions, Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { FetchRounds } from './fetch-rounds.ts'
import { persistently } from './leaders.ts'
import { offsetsOf } from './offsets.ts'
import type { Protocol } from './protocol.ts'
import { messageOf } from './records.ts'

const GIVE_UP_AFTER_MS = 15_000
/** Asking for what is known to be there takes this long at most. */
const LOOK_MS = 5000

/** Reads without a group. */
export async function readPartition(
  protocol: Protocol,
  rounds: FetchRounds,
  from: Position,
  { max, waitMs, signal }: PollOptions,
): Promise<readonly LogMessage[]> {
  if (signal?.aborted === true) return []
  const [end] = waitMs === 0 ? await persistently(protocol, GIVE_UP_AFTER_MS, () => offsetsOf(protocol, [from], 'end')) : []
  if (end !== undefined && end.offset <= from.offset) return []
  const asked = rounds.next(from)
  const timer = setTimeout(asked.cancel, waitMs === 0 ? LOOK_MS : waitMs)
  signal?.addEventListener('abort', asked.cancel, { once: true })
  try {
    const { records } = await asked.done
    return records.slice(0, max).map((record) => messageOf(from, record))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', asked.cancel)
  }
}
