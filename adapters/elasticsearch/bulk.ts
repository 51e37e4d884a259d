import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import { Malformed, Misconfigured, Unavailable } from '../../core/errors.ts'
import { PackedTexts, type Span } from '../../core/packed-texts.ts'
import { partsOf, type Text } from '../../core/text.ts'
import { asPipelineError } from './client.ts'

/** `source` is JSON: of the whole document, or of what an update changes of it. */
export type BulkAction =
  | { readonly kind: 'create'; readonly source: Text }
  | { readonly kind: 'index'; readonly source: Text; readonly over: SeqNo | null }
  | { readonly kind: 'update'; readonly source: Text; readonly over: SeqNo }
  | { readonly kind: 'delete'; readonly over: SeqNo | null }

export interface SeqNo {
  readonly seqNo: number
  readonly primaryTerm: number
}

export interface BulkItem {
  readonly index: string
  /** The name is an alias or nothing: no index of that name is ever made by this write. */
  readonly isAlias?: boolean
  readonly id: string
  readonly action: BulkAction
}

/** `taken`: a `create` met a document, or a version had passed on. `missing`: there was nothing to delete or update. `moved`: the index takes
 *  no writes or is gone, because its documents are on their way to another or there already; nothing was written. */
export type BulkResult =
  | ({ readonly kind: 'done' } & SeqNo)
  | { readonly kind: 'taken' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'moved' }

export interface BulkWriter {
  /** Results in the order of the items.
   *  @throws {Malformed} what the mapping refuses; {Misconfigured} an index that lacks a field; {Unavailable} when tries are used up */
  write(items: readonly BulkItem[]): Promise<readonly BulkResult[]>
}

interface Pending {
  readonly id: string
  /** The item's lines of a request, each ended: as bytes from the first request on. */
  lines: Text | Uint8Array
  /** In letters. */
  readonly size: number
  readonly resolve: (result: BulkResult) => void
  readonly reject: (error: unknown) => void
  tries: number
}

/** An archived post and a case for each message of a batch. */
const MOST_ITEMS = 512
/** A server refuses a request above its `http.max_content_length` (100 MB unless set otherwise) as a whole. A letter has up to three bytes. */
const MOST_LETTERS = 4 * 2 ** 20
const MOST_CONCURRENT = 4
const MOST_TRIES = 10
const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 3000

/** Writes of all callers share requests. Each item is settled by itself; a server that is full gets fewer requests at a time and more pause
 *  (additive increase, multiplicative decrease). */
export function bulkWriter(client: Client): BulkWriter {
  const waiting: Pending[] = []
  let running = 0
  let allowed = MOST_CONCURRENT

  const send = async (batch: readonly Pending[]): Promise<void> => {
    running += 1
    const again = await settle(client, batch)
    if (again.length === 0) allowed = Math.min(MOST_CONCURRENT, allowed + 1)
    else {
      allowed = Math.max(1, allowed >> 1)
      await sleep(Math.min(FIRST_RETRY_MS * 2 ** (again[0]?.tries ?? 0), LAST_RETRY_MS))
      waiting.unshift(...again)
    }
    running -= 1
    pump()
  }
  const pump = (): void => {
    while (waiting.length > 0 && running < allowed) void send(waiting.splice(0, fitting(waiting)))
  }
  return {
    write(items) {
      const results = items.map((item) => {
        const { promise, resolve, reject } = Promise.withResolvers<BulkResult>()
        const lines = linesOf(item)
        waiting.push({ id: item.id, lines, size: lettersOf(lines), resolve, reject, tries: 0 })
        return promise
      })
      queueMicrotask(pump)
      return Promise.all(results)
    },
  }
}

/** How many of the first go into one request: at least one, however large it is. */
function fitting(waiting: readonly Pending[]): number {
  let letters = 0
  for (const [count, { size }] of waiting.entries()) {
    letters += size
    if (count === MOST_ITEMS || (count > 0 && letters > MOST_LETTERS)) return count
  }
  return waiting.length
}

/** Only what is looked at afterwards: the server makes no more, and we read no more. */
const BULK = {
  method: 'POST',
  path: '/_bulk',
  querystring: { filter_path: 'items.*.status,items.*._seq_no,items.*._primary_term,items.*.error' },
}
/** Otherwise every error of the client gets a copy of the request in which no password stands, made of a body of bytes byte by byte: it holds up the
 *  process and may exhaust its memory. So it leaves out what may hold one. */
const COPY_NOTHING = { redaction: { type: 'remove' } } as const

/** More than Russian JSON has: two for a letter of the text, one for names and marks. A body that has to grow is copied. */
const EXPECTED_BYTES_A_LETTER = 2

/** The lines of all as one piece of bytes, where each keeps its own: the strings they were made of can go before the server has answered. */
function bodyOf(batch: readonly Pending[]): Buffer<ArrayBuffer> {
  const texts = new PackedTexts(batch.reduce((sum, { size }) => sum + size, 0) * EXPECTED_BYTES_A_LETTER)
  const spans = batch.map(({ lines }) => (lines instanceof Uint8Array ? texts.addBytes(lines) : texts.add(lines)))
  const bytes = texts.bytes()
  for (const [index, one] of batch.entries()) one.lines = bytes.subarray(...(spans[index] as Span))
  return bytes
}

/** Sends one request and settles what it decides; gives back what has to be tried again. */
async function settle(client: Client, batch: readonly Pending[]): Promise<readonly Pending[]> {
  try {
    const bulkBody = bodyOf(batch)
    const { items } = await client.transport.request<{ readonly items: readonly Answered[] }>({ ...BULK, bulkBody }, COPY_NOTHING)
    const again = batch.filter((one, index) => !settleOne(one, Object.values(items[index] ?? {})[0] ?? NO_ANSWER))
    // The server has read it all. Left to the collector, megabytes wait for it to look through the old generation.
    if (again.length === 0) bulkBody.buffer.transfer(0)
    return again
  } catch (error) {
    const known = asPipelineError(error)
    if (known instanceof Malformed && batch.length > 1)
      return [...(await settle(client, half(batch, 0))), ...(await settle(client, half(batch, 1)))]
    // Nobody knows whether it was applied: a repeat is told apart by version or id.
    if (known instanceof Unavailable) return batch.filter((one) => !giveUp(one, known))
    for (const { reject } of batch) reject(known)
    return []
  }
}

const half = (batch: readonly Pending[], which: 0 | 1): readonly Pending[] => {
  const middle = batch.length >> 1
  return which === 0 ? batch.slice(0, middle) : batch.slice(middle)
}

type Answered = Readonly<Record<string, ItemAnswer>>

interface ItemAnswer {
  readonly status: number
  readonly _seq_no?: number | undefined
  readonly _primary_term?: number | undefined
  readonly error?: { readonly type: string; readonly reason?: string | null | undefined } | undefined
}

const NO_ANSWER: ItemAnswer = { status: 0 }
const REFUSED = 400
/** Of one item, where the account lacks a right on its index. */
export const NO_RIGHT = 'security_exception'
/** Refusals for the cluster's own sake: no room for the shard of a new month, or a month that somebody has closed. The document is sound and waits. */
const OF_THE_CLUSTER = new Set(['validation_exception', 'index_closed_exception'])
/** What an item ended with that changed nothing, by status and, where one status says two things, by the error's type. */
const UNDONE: Readonly<Record<string, BulkResult>> = {
  '409': { kind: 'taken' },
  '404': { kind: 'missing' },
  '404 index_not_found_exception': { kind: 'moved' },
  '403 cluster_block_exception': { kind: 'moved' },
}

/** False when the item has to be tried again. */
function settleOne(one: Pending, answer: ItemAnswer): boolean {
  const { status, error } = answer
  const undone = UNDONE[`${status} ${error?.type}`] ?? UNDONE[status]
  const refused = undone === undefined ? refusal(one, answer) : null
  if (status >= 200 && status < 300) one.resolve({ kind: 'done', ...seqNoOf(answer) })
  else if (undone !== undefined) one.resolve(undone)
  else if (refused !== null) one.reject(refused)
  else return giveUp(one, new Unavailable(`Elasticsearch: ${status} ${reasonOf(answer)}`, { status }))
  return true
}

/** Why it is refused for good; null when a later try may be taken. What is written has been checked against what the code declares: a field
 *  that the index does not know is the index's fault. */
function refusal({ id }: Pending, answer: ItemAnswer): Error | null {
  const type = answer.error?.type ?? ''
  if (type === NO_RIGHT) return new Misconfigured(`Elasticsearch: ${reasonOf(answer)}`, { id })
  if (answer.status !== REFUSED || OF_THE_CLUSTER.has(type)) return null
  if (type !== 'strict_dynamic_mapping_exception') return new Malformed(`Elasticsearch refuses ${id}: ${reasonOf(answer)}`, { id })
  return new Misconfigured(`An index of Elasticsearch is older than this release: ${reasonOf(answer)}; run "otklik migrate --store"`, {
    id,
  })
}

const seqNoOf = ({ _seq_no = -1, _primary_term = -1 }: ItemAnswer): SeqNo => ({ seqNo: _seq_no, primaryTerm: _primary_term })
const reasonOf = ({ error }: ItemAnswer): string => `${error?.type}: ${error?.reason ?? ''}`.slice(0, 500)

function giveUp(one: Pending, error: Error): boolean {
  one.tries += 1
  if (one.tries < MOST_TRIES) return false
  one.reject(error)
  return true
}

function linesOf({ index, isAlias = false, id, action }: BulkItem): Text {
  const over = 'over' in action && action.over !== null ? { if_seq_no: action.over.seqNo, if_primary_term: action.over.primaryTerm } : {}
  const head = `${JSON.stringify({ [action.kind]: { _index: index, _id: id, ...(isAlias && { require_alias: true }), ...over } })}\n`
  if (action.kind === 'delete') return head
  const source = partsOf(action.source)
  return action.kind === 'update' ? [head, '{"doc":', ...source, '}\n'] : [head, ...source, '\n']
}

const lettersOf = (text: Text): number => partsOf(text).reduce((sum, part) => sum + part.length, 0)
