import { Unavailable } from '../../core/errors.ts'
import type { PollOptions, Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Arrival, FetchRounds } from './fetch-rounds.ts'
import { persistently } from './leaders.ts'
import { offsetsOf } from './offsets.ts'
import type { Protocol } from './protocol.ts'
import { messageOf } from './records.ts'

const GIVE_UP_AFTER_MS = 15_000
/** Asking for what is known to be there takes this long at most. */
const LOOK_MS = 5000

interface Reader {
  readonly protocol: Protocol
  readonly rounds: FetchRounds
}

/** Reads without a group. @throws {Unavailable} when what is known to be there does not come in time: an empty answer would say that it is not */
export async function readPartition(reader: Reader, from: Position, { max, waitMs, signal }: PollOptions): Promise<readonly LogMessage[]> {
  if (signal?.aborted === true) return []
  const records = waitMs === 0 ? await readKnown(reader, from, signal) : await readComing(reader, from, ending(waitMs, signal))
  return records.slice(0, max).map((record) => messageOf(from, record))
}

async function readKnown({ protocol, rounds }: Reader, from: Position, signal: AbortSignal | undefined): Promise<Arrival['records']> {
  const [end] = await persistently(protocol, GIVE_UP_AFTER_MS, () => offsetsOf(protocol, [from], 'end'))
  if (end === undefined || end.offset <= from.offset) return []
  const { records, next } = await readOn(rounds, from, end.offset, ending(LOOK_MS, signal))
  if (records.length === 0 && next < end.offset && signal?.aborted !== true)
    throw new Unavailable(`Kafka: ${from.topic}/${from.partition} gives nothing from offset ${next} on`, { ...from })
  return records
}

const readComing = async ({ rounds }: Reader, from: Position, stopped: AbortSignal): Promise<Arrival['records']> =>
  (await readOn(rounds, from, Infinity, stopped)).records

const ending = (withinMs: number, signal: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(withinMs), ...(signal === undefined ? [] : [signal])])

/** Marks of foreign transactions have offsets, but are no messages: reading goes on behind them. */
async function readOn(rounds: FetchRounds, from: Position, end: number, stopped: AbortSignal): Promise<Arrival> {
  for (let { offset } = from; ;) {
    const asked = rounds.next({ ...from, offset })
    stopped.addEventListener('abort', asked.cancel, { once: true })
    if (stopped.aborted) asked.cancel()
    const found = await asked.done
    stopped.removeEventListener('abort', asked.cancel)
    const isCancelled = found.next === offset
    if (found.records.length > 0 || isCancelled || stopped.aborted || found.next >= end) return found
    offset = found.next
  }
}
