import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import { Malformed, Unavailable } from '../../core/errors.ts'
import { asPipelineError } from './client.ts'

export type BulkAction =
  | { readonly kind: 'create'; readonly source: object }
  | { readonly kind: 'index'; readonly source: object; readonly over: SeqNo | null }
  | { readonly kind: 'update'; readonly source: object; readonly over: SeqNo }
  | { readonly kind: 'delete'; readonly over: SeqNo | null }

export interface SeqNo {
  readonly seqNo: number
  readonly primaryTerm: number
}

export interface BulkItem {
  readonly index: string
  readonly id: string
  readonly action: BulkAction
}

/** `taken`: a `create` met a document, or a version had passed on. `missing`: there was nothing to delete or update. */
export type BulkResult = ({ readonly kind: 'done' } & SeqNo) | { readonly kind: 'taken' } | { readonly kind: 'missing' }

export interface BulkWriter {
  /** Results in the order of the items. @throws {Malformed} what the mapping refuses; {Unavailable} when tries are used up */
  write(items: readonly BulkItem[]): Promise<readonly BulkResult[]>
}

interface Pending {
  readonly item: BulkItem
  readonly resolve: (result: BulkResult) => void
  readonly reject: (error: unknown) => void
  tries: number
}

const LARGEST_REQUEST = 500
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
    while (waiting.length > 0 && running < allowed) void send(waiting.splice(0, LARGEST_REQUEST))
  }
  return {
    write(items) {
      const results = items.map((item) => new Promise<BulkResult>((resolve, reject) => waiting.push({ item, resolve, reject, tries: 0 })))
      queueMicrotask(pump)
      return Promise.all(results)
    },
  }
}

/** Sends one request and settles what it decides; gives back what has to be tried again. */
async function settle(client: Client, batch: readonly Pending[]): Promise<readonly Pending[]> {
  try {
    const { items } = await client.bulk({ operations: batch.flatMap(({ item }) => operations(item)) })
    return batch.filter((one, index) => !settleOne(one, Object.values(items[index] ?? {})[0] ?? NO_ANSWER))
  } catch (error) {
    const known = asPipelineError(error)
    // Nobody knows whether it was applied: a repeat is told apart by version or id.
    if (known instanceof Unavailable) return batch.filter((one) => !giveUp(one, known))
    for (const { reject } of batch) reject(known)
    return []
  }
}

interface ItemAnswer {
  readonly status: number
  readonly _seq_no?: number | undefined
  readonly _primary_term?: number | undefined
  readonly error?: { readonly type: string; readonly reason?: string | null | undefined } | undefined
}

const NO_ANSWER: ItemAnswer = { status: 0 }
const TAKEN = 409
const MISSING = 404
const REFUSED = 400

/** False when the item has to be tried again. */
function settleOne(one: Pending, answer: ItemAnswer): boolean {
  const { status } = answer
  if (status >= 200 && status < 300) one.resolve({ kind: 'done', ...seqNoOf(answer) })
  else if (status === TAKEN) one.resolve({ kind: 'taken' })
  else if (status === MISSING) one.resolve({ kind: 'missing' })
  else if (status === REFUSED) one.reject(new Malformed(`Elasticsearch refuses ${one.item.id}: ${reasonOf(answer)}`, { id: one.item.id }))
  else return giveUp(one, new Unavailable(`Elasticsearch: ${status} ${reasonOf(answer)}`, { status }))
  return true
}

const seqNoOf = ({ _seq_no = -1, _primary_term = -1 }: ItemAnswer): SeqNo => ({ seqNo: _seq_no, primaryTerm: _primary_term })
const reasonOf = ({ error }: ItemAnswer): string => `${error?.type}: ${error?.reason ?? ''}`.slice(0, 500)

function giveUp(one: Pending, error: Error): boolean {
  one.tries += 1
  if (one.tries < MOST_TRIES) return false
  one.reject(error)
  return true
}

function operations({ index, id, action }: BulkItem): object[] {
  const over = 'over' in action && action.over !== null ? { if_seq_no: action.over.seqNo, if_primary_term: action.over.primaryTerm } : {}
  const head = { [action.kind]: { _index: index, _id: id, ...over } }
  if (action.kind === 'delete') return [head]
  return [head, action.kind === 'update' ? { doc: action.source } : action.source]
}
