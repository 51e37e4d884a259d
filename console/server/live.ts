import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../../core/actor.ts'
import { PipelineError } from '../../core/errors.ts'
import type { Log, Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Instant } from '../../core/time.ts'
import { boundAgency } from './access.ts'
import type { LiveBeat } from './api.ts'

/** News of a case, as the pages get it. */
interface News {
  readonly caseId: string
  readonly type: string
  readonly state: string
  readonly agencyId: string | null
}

/** As much of a message of `cases` as says whom it is for. */
interface Told extends News {
  readonly fact: { readonly agencyId?: string | null }
}

/** Offsets per partition of `cases`: what has been told so far. */
type Offsets = number[]

interface Listener {
  readonly account: Account
  readonly response: ServerResponse
  /** Whether the session still lives, with the rights it had when the stream was opened. */
  readonly stays: () => Promise<boolean>
}

interface Options {
  readonly report: (error: unknown) => void
  readonly now: () => Instant
  /** How often a sign of life is sent and every session looked at again. */
  readonly heartbeatMs?: number
}

const TOPIC = 'cases'
const POLL_MS = 10_000
const PAGE = 500
const RETRY_MS = 1000
const HEARTBEAT_MS = 15_000
/** A client further behind than this loads anew. */
const LONGEST_GAP = 2000
/** Streams one account may hold at once: tabs of a person on some machines. */
const MOST_STREAMS = 20
/** A client that leaves so much unread is cut off; its page comes back and says from where on. */
const MOST_UNREAD_BYTES = 1_000_000

/** Tells the pages what happens to cases: one reader for all of them, with replay from where a page was. */
export interface Live {
  /** Whether the account holds as many streams as it may. */
  isFull(accountId: string): boolean
  /** Holds the response until the client leaves. `lastEventId`: `12,8,0,4`, the offsets it has seen. */
  join(listener: Listener, lastEventId: string | undefined): Promise<void>
  close(): void
}

export function live(log: Log, { report, now, heartbeatMs = HEARTBEAT_MS }: Options): Live {
  const listeners = new Set<Listener>()
  const streams = new Map<string, number>()
  const stop = new AbortController()
  const offsets: Offsets = []
  const begun = begin(log, offsets)
  const leave = leaving(listeners, heartbeatMs)
  const beat: Beat = (response) => response.write(beatText({ serverTime: now(), everyMs: heartbeatMs }))

  const follow = async (partition: number): Promise<void> => {
    while (!stop.signal.aborted) {
      const from = { topic: TOPIC, partition, offset: offsets[partition] ?? 0 }
      for (const message of await readOn(log, from, { signal: stop.signal, report })) {
        offsets[partition] = message.offset + 1
        for (const listener of listeners) tell(listener, message, offsets)
      }
    }
  }
  void begun
    .then(() => Promise.all(offsets.map((_, partition) => follow(partition))))
    .catch((error: unknown) => !stop.signal.aborted && report(error))
  const heartbeat = setInterval(() => {
    for (const listener of listeners) void signOfLife(listener, listeners, { beat, leave }).catch(report)
  }, heartbeatMs)
  heartbeat.unref()

  return {
    isFull: (accountId) => (streams.get(accountId) ?? 0) >= MOST_STREAMS,
    async join(listener, lastEventId) {
      // Who has left already is never told to leave again.
      if (listener.response.destroyed) return
      countStream(streams, listener)
      await begun
      listener.response.write(`retry: 2000\nid: ${offsets.join()}\n\n`)
      beat(listener.response)
      // What comes while the gap is told is a gap of its own: the listener joins only once nothing is left between.
      let told = lastEventId === undefined || lastEventId === '' ? offsets.join() : lastEventId
      do {
        const ends = [...offsets]
        await replay(log, listener, { seen: told, now: ends })
        told = ends.join()
      } while (told !== offsets.join())
      if (listener.response.destroyed) return
      // Who came in while the door was being closed would keep it open.
      if (stop.signal.aborted) return void listener.response.end()
      listeners.add(listener)
      listener.response.once('close', () => listeners.delete(listener))
    },
    close() {
      clearInterval(heartbeat)
      stop.abort()
      for (const listener of listeners) leave(listener)
    },
  }
}

/** Streams by account: one more until its client leaves. */
function countStream(streams: Map<string, number>, { account: { id }, response }: Listener): void {
  const count = (more: 1 | -1): void => void streams.set(id, (streams.get(id) ?? 0) + more)
  count(1)
  response.once('close', () => count(-1))
}

type Leave = (listener: Listener) => void
type Beat = (response: ServerResponse) => void

/** A comment would not do: no page is told of one, and a line over which nothing comes any more looks like one on which nothing happens.
 *  It has no id, so the place in the stream stays. */
const beatText = (beat: LiveBeat): string => `event: beat\ndata: ${JSON.stringify(beat)}\n\n`

/** A stream that is over is never written to again. What its client has not read after this time is not waited for. */
const leaving =
  (listeners: Set<Listener>, drainMs: number): Leave =>
  (listener) => {
    listeners.delete(listener)
    listener.response.end()
    setTimeout(() => listener.response.destroy(), drainMs).unref()
  }

/** Who has signed out elsewhere, or may see other cases by now, hears no more. */
async function signOfLife(
  listener: Listener,
  listeners: ReadonlySet<Listener>,
  { beat, leave }: { readonly beat: Beat; readonly leave: Leave },
): Promise<void> {
  const stays = await listener.stays()
  if (!listeners.has(listener)) return
  if (stays) beat(listener.response)
  else leave(listener)
}

/** What comes next. A log that does not answer, or does not give it now, is asked again: the stream outlives that. */
async function readOn(log: Log, from: Position, { signal, report }: Pick<Options, 'report'> & { signal: AbortSignal }) {
  try {
    return await log.read(from, { max: PAGE, waitMs: POLL_MS, signal })
  } catch (error) {
    if (!(error instanceof PipelineError) || signal.aborted) throw error
    report(error)
    await pause(RETRY_MS, undefined, { ref: false })
    return []
  }
}

async function begin(log: Log, offsets: Offsets): Promise<void> {
  for (const { partition, end } of await log.ranges(TOPIC)) offsets[partition] = end
}

/** What the page missed; `reset` when that is too much or not known any more. */
async function replay(log: Log, listener: Listener, { seen, now }: { seen: string | undefined; now: Offsets }): Promise<void> {
  if (seen === undefined || seen === '') return
  const from = seen.split(',').map(Number)
  if (!isReplayable(from, now)) {
    listener.response.write(`id: ${now.join()}\nevent: reset\ndata: {}\n\n`)
    return
  }
  for (const [partition, end] of now.entries()) await replayPartition(log, listener, { from, partition, end })
}

async function replayPartition(
  log: Log,
  listener: Listener,
  { from, partition, end }: { from: Offsets; partition: number; end: number },
): Promise<void> {
  for (let offset = from[partition] ?? 0; offset < end; offset = from[partition] ?? end) {
    const messages = await log.read({ topic: TOPIC, partition, offset }, { max: PAGE, waitMs: 0 })
    if (messages.length === 0) return
    for (const message of messages) {
      from[partition] = message.offset + 1
      tell(listener, message, from)
    }
  }
}

/** Whether the page's offsets are offsets of this log, and not too far behind. */
function isReplayable(from: Offsets, now: Offsets): boolean {
  if (from.length !== now.length || !from.every((offset) => Number.isSafeInteger(offset) && offset >= 0)) return false
  const gaps = now.map((end, partition) => end - (from[partition] ?? 0))
  return gaps.every((gap) => gap >= 0) && gaps.reduce((sum, gap) => sum + gap, 0) <= LONGEST_GAP
}

function tell({ account, response }: Listener, message: LogMessage, offsets: Offsets): void {
  const event = eventFor(boundAgency(account), JSON.parse(message.value) as Told)
  if (event === null) return
  if (response.writableLength > MOST_UNREAD_BYTES) return void response.destroy()
  response.write(`id: ${offsets.join()}\n${event}\n\n`)
}

/** What the people of an agency hear, or those bound to none; null: nothing. */
function eventFor(bound: string | null, { caseId, type, state, agencyId, fact }: Told): string | null {
  if (bound === null || bound === agencyId) return `event: case\ndata: ${JSON.stringify({ caseId, type, state, agencyId } satisfies News)}`
  // A fact that takes a case from an agency names it. It hears that the case has left, and nothing of where it goes.
  return fact.agencyId === bound ? `event: left\ndata: ${JSON.stringify({ caseId })}` : null
}
