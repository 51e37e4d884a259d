import { hash } from 'node:crypto'
import { addAbortSignal, Readable } from 'node:stream'
import { Malformed, Misconfigured } from '../core/errors.ts'
import type { Collector, Page } from '../core/collector.ts'
import { dead, type Outcome } from '../core/outcome.ts'
import type { Post } from '../core/post.ts'
import type { Instant, Now } from '../core/time.ts'
import { csvRows } from './csv-rows.ts'
import { postFromRecord } from './record.ts'
import type { Registered } from './registered.ts'
import { type Encoding, type Input, jsonRecord, type TextLine, textLines } from './text-lines.ts'

const PAGE = 128

export interface ReplayOptions {
  /** Names the cursor: the same rows continue where they stopped. */
  readonly name: string
  /** false: read from its beginning whatever was read under this name. */
  readonly resumes?: boolean
  /** A function opens it from its beginning, each time it is called. */
  readonly input: Input | (() => Input)
  readonly format: 'ndjson' | 'csv'
  readonly encoding?: Encoding
  /** CSV: field of Post → column. */
  readonly columns?: Readonly<Record<string, string>>
  readonly now: Now
  /** Which instant it is when the clocks of the region show this; absent: a time that names no zone is UTC. */
  readonly toUtc?: (local: Instant) => Instant
  /** Waits until the moment a post was written relative to the first one; absent: full speed. */
  readonly pace?: (createdAt: Instant) => Promise<void>
  /** Told once what a cursor has led to. */
  readonly resumed?: (how: Resumed) => void
}

/** So many rows were read before and stand there still; or others stand there, and all are read. */
export type Resumed = { readonly kind: 'same'; readonly rows: number } | { readonly kind: 'other' }

interface Row {
  /** Its first line, which people look for. */
  readonly line: number
  readonly lastLine: number
  readonly record: unknown
  /** What is compared at the next reading. */
  readonly read: string
  readonly problem: string | null
}

/** How far was read: a line, and a sum over every row up to it. */
interface Place {
  readonly line: number
  /** null: the cursor is of a time when it was a line alone. */
  readonly sum: string | null
}

type Placed = Row & { readonly place: Place }

/** `otklik replay` makes one for each file it is given. */
export const replay: Registered = {
  capabilities: { posts: true, comments: true, search: false, edits: false, deletions: false, geo: true },
}

/** A file of messages as a collector; a malformed row is a dead letter with its line number. The cursor goes on in what was read before; whatever else
 *  has come under the same name is read from its beginning, which natural ids make harmless. */
export function replayCollector(options: ReplayOptions): Collector {
  return {
    platform: 'manual',
    name: options.name,
    capabilities: replay.capabilities,
    alarms: () => [],
    pages: (cursor, signal) => pages(options, options.resumes === false ? null : placeOf(cursor), signal),
  }
}

const placeOf = (cursor: unknown): Place | null => (typeof cursor === 'number' ? { line: cursor, sum: null } : (cursor as Place | null))

async function* pages(options: ReplayOptions, before: Place | null, signal: AbortSignal): AsyncGenerator<Page> {
  const page = options.pace === undefined ? PAGE : 1
  let items: Outcome<Post>[] = []
  let cursor = before
  try {
    for await (const row of rowsAfter(options, before, signal)) {
      if (signal.aborted) break
      cursor = row.place
      const item = outcomeOf(row, options)
      if (item.kind === 'ok') await options.pace?.(item.value.createdAt)
      items.push(item)
      if (items.length < page) continue
      yield { items, cursor }
      items = []
    }
  } catch (error) {
    // The input itself was broken off, in the midst of a row or of the header.
    if (!signal.aborted) throw error
  }
  if (items.length > 0) yield { items, cursor }
}

/** @throws {Misconfigured} where others stand than before in what cannot be opened again */
async function* rowsAfter(options: ReplayOptions, before: Place | null, signal: AbortSignal): AsyncGenerator<Placed> {
  const { name, input, resumed } = options
  const rows = placedRows(options, signal)
  const passed = before === null ? 0 : await passedOver(rows, before)
  if (before !== null && passed !== null) resumed?.({ kind: 'same', rows: passed })
  if (passed !== null) return yield* rows
  await rows.return(undefined)
  if (typeof input !== 'function')
    throw new Misconfigured(
      `What comes now is not what ${name} has read before, and cannot be read from its beginning again: name it otherwise`,
    )
  resumed?.({ kind: 'other' })
  yield* placedRows(options, signal)
}

/** Reads on to the place. How many rows that were; null: it is not there. */
async function passedOver(rows: AsyncGenerator<Placed>, { line, sum }: Place): Promise<number | null> {
  let passed = 0
  for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
    const { place } = next.value
    passed += 1
    if (place.line >= line) return place.line === line && (sum === null || sum === place.sum) ? passed : null
  }
  return null
}

async function* placedRows({ input, format, encoding, columns = {} }: ReplayOptions, signal: AbortSignal): AsyncGenerator<Placed> {
  const lines = textLines(abortable(signal, typeof input === 'function' ? input() : input), encoding)
  let sum = hash('sha256', JSON.stringify([format, columns]))
  for await (const row of format === 'csv' ? columnRows(lines, columns) : jsonRows(lines)) {
    sum = hash('sha256', sum + row.read)
    yield { ...row, place: { line: row.lastLine, sum } }
  }
}

/** What waits for more is broken off by the signal. */
const abortable = (signal: AbortSignal, input: Input): Input => (input instanceof Readable ? addAbortSignal(signal, input) : input)

function outcomeOf({ line, record, problem }: Row, { now, toUtc }: ReplayOptions): Outcome<Post> {
  const item = problem === null ? postFromRecord(record, now(), toUtc) : dead(new Malformed(problem, { line }), record)
  return item.kind === 'dead' ? dead(new Malformed(`line ${line}: ${item.error.message}`, { ...item.error.details, line }), item.raw) : item
}

async function* jsonRows(lines: AsyncGenerator<TextLine>): AsyncGenerator<Row> {
  for await (const { number, text, problem } of lines) {
    if (text.trim() === '') continue
    yield { line: number, lastLine: number, read: text, ...(problem === null ? jsonRecord(text) : { record: text, problem }) }
  }
}

async function* columnRows(lines: AsyncGenerator<TextLine>, columns: Readonly<Record<string, string>>): AsyncGenerator<Row> {
  for await (const { line, lastLine, raw, cells, problem } of csvRows(lines, Object.values(columns))) {
    const record = problem === null ? mapped(cells, columns) : raw
    yield { line, lastLine, read: JSON.stringify(record), record, problem }
  }
}

/** `author.name=who` writes into the nested field; an empty cell is a missing field. An id without a platform becomes a manual one. */
function mapped(row: Readonly<Record<string, string>>, columns: Readonly<Record<string, string>>): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const [field, column] of Object.entries(columns)) {
    const value = row[column] ?? ''
    if (value === '' && field !== 'text') continue
    const [outer = field, inner] = field.split('.')
    if (inner === undefined) record[outer] = outer === 'id' && !value.includes(':') ? `manual:${value}` : value
    else record[outer] = { ...(record[outer] as object | undefined), [inner]: value }
  }
  return record
}
