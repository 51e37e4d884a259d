import { type CsvError, parse } from 'csv-parse'
import { Malformed } from '../core/errors.ts'
import type { Collector, Page } from '../core/collector.ts'
import { dead, type Outcome } from '../core/outcome.ts'
import type { Post } from '../core/post.ts'
import type { Instant, Now } from '../core/time.ts'
import { postFromRecord } from './record.ts'
import type { Registered } from './registered.ts'

/** Longest line read whole; a longer one is a dead letter and the next line is read. */
const LONGEST_LINE = 4_000_000
const PAGE = 64

export interface ReplayOptions {
  /** Names the cursor: the same file continues where it stopped. */
  readonly name: string
  readonly input: AsyncIterable<Uint8Array | string>
  readonly format: 'ndjson' | 'csv'
  /** CSV: field of Post → column. */
  readonly columns?: Readonly<Record<string, string>>
  readonly now: Now
  /** Which instant it is when the clocks of the region show this; absent: a time that names no zone is UTC. */
  readonly toUtc?: (local: Instant) => Instant
  /** Waits until the moment a post was written relative to the first one; absent: full speed. */
  readonly pace?: (createdAt: Instant) => Promise<void>
}

interface Row {
  readonly line: number
  readonly record: unknown
  readonly problem: string | null
}

/** `otklik replay` makes one for each file it is given. */
export const replay: Registered = {
  capabilities: { posts: true, comments: true, search: false, edits: false, deletions: false, geo: true },
}

/** A file of messages as a collector. The cursor is the number of lines read; a malformed row is a dead letter with its line number. */
export function replayCollector(options: ReplayOptions): Collector {
  return {
    platform: 'manual',
    name: options.name,
    capabilities: replay.capabilities,
    alarms: () => [],
    pages: (cursor, signal) => pages(options, typeof cursor === 'number' ? cursor : 0, signal),
  }
}

async function* pages(options: ReplayOptions, skip: number, signal: AbortSignal): AsyncGenerator<Page> {
  const page = options.pace === undefined ? PAGE : 1
  let items: Outcome<Post>[] = []
  let line = 0
  for await (const row of rowsAfter(options, skip)) {
    if (signal.aborted) break
    line = row.line
    const item = outcomeOf(row, options)
    if (item.kind === 'ok') await options.pace?.(item.value.createdAt)
    items.push(item)
    if (items.length < page) continue
    yield { items, cursor: line }
    items = []
  }
  if (items.length > 0) yield { items, cursor: line }
}

async function* rowsAfter({ input, format, columns = {} }: ReplayOptions, skip: number): AsyncGenerator<Row> {
  for await (const row of format === 'csv' ? csvRows(input, columns) : jsonRows(input)) if (row.line > skip) yield row
}

function outcomeOf({ line, record, problem }: Row, { now, toUtc }: ReplayOptions): Outcome<Post> {
  const item = problem === null ? postFromRecord(record, now(), toUtc) : dead(new Malformed(problem, { line }), record)
  return item.kind === 'dead' ? dead(new Malformed(`line ${line}: ${item.error.message}`, { ...item.error.details, line }), item.raw) : item
}

async function* jsonRows(input: ReplayOptions['input']): AsyncGenerator<Row> {
  let line = 0
  for await (const { text, cut } of lines(input)) {
    line += 1
    if (text.trim() === '') continue
    if (cut) {
      yield { line, record: text.slice(0, 1000), problem: `longer than ${LONGEST_LINE} characters` }
      continue
    }
    yield { line, ...json(text) }
  }
}

function json(text: string): Pick<Row, 'record' | 'problem'> {
  try {
    return { record: JSON.parse(text) as unknown, problem: null }
  } catch (error) {
    return { record: text, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Lines of a stream of any size; of a line that is too long only the beginning is kept. */
async function* lines(input: ReplayOptions['input']): AsyncGenerator<{ text: string; cut: boolean }> {
  const decoder = new TextDecoder()
  let rest = ''
  let cut = false
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield { text: rest.slice(0, end), cut: cut || end > LONGEST_LINE }
      rest = rest.slice(end + 1)
      cut = false
    }
    if (rest.length > LONGEST_LINE) {
      rest = rest.slice(0, LONGEST_LINE)
      cut = true
    }
  }
  if (rest !== '') yield { text: rest, cut }
}

async function* csvRows(input: ReplayOptions['input'], columns: Readonly<Record<string, string>>): AsyncGenerator<Row> {
  const parser = parse({
    columns: true,
    bom: true,
    info: true,
    // A cell more is no cell of any column: most often a comma of a text without quotes.
    relax_column_count_less: true,
    relax_quotes: true,
    skip_records_with_error: true,
    raw: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE,
  })
  const setAside: Row[] = []
  parser.on('skip', (error: CsvError & { readonly lines: number }, raw: string) => {
    // What comes after a record that is too long is not found any more: that is no matter of one row.
    if (error.code === 'CSV_MAX_RECORD_SIZE') parser.destroy(error)
    else setAside.push({ line: error.lines, record: raw, problem: error.message })
  })
  void feed(input, parser)
  for await (const found of parser as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>) {
    const line = found.info.lines
    while ((setAside[0]?.line ?? line) < line) yield* setAside.splice(0, 1)
    const missing = Object.entries(columns).find(([, column]) => !(column in found.record))
    if (missing === undefined) yield { line, record: mapped(found.record, columns), problem: null }
    else yield { line, record: found.record, problem: `no column ${missing[1]}` }
  }
  yield* setAside
}

async function feed(input: ReplayOptions['input'], parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const chunk of input) if (!parser.write(chunk)) await new Promise<void>((resolve) => parser.once('drain', () => resolve()))
    parser.end()
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)))
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
