import { statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { CSV_FIELDS } from '../../collectors/csv-fields.ts'
import type { ReplayOptions } from '../../collectors/replay.ts'
import { streamNamed } from '../../config/named-file.ts'
import { type Io, UsageError } from './command.ts'
import { ENCODING_OPTION, encodingOf } from './encoding-option.ts'

export const INPUT_OPTIONS = { map: { type: 'string' }, format: { type: 'string' }, name: { type: 'string' }, ...ENCODING_OPTION } as const

type Values = Readonly<Partial<Record<keyof typeof INPUT_OPTIONS, string>>>

type ReplayInput = Pick<ReplayOptions, 'name' | 'input' | 'format' | 'encoding' | 'columns' | 'resumes'>

/** What is to be replayed, opened. @throws {UsageError} {Misconfigured} in one sentence */
export function replayInput(file: string, values: Values, io: Pick<Io, 'stdin'>): ReplayInput {
  const format = formatOf(file, values.format)
  const columns = columnsOf(format, values.map)
  const encoding = encodingOf(values.encoding)
  const name = `replay:${values.name ?? basename(file)}`
  const opened = file === '-' ? io.stdin : fileInput(file)
  // What has no name of its own is another stream each time.
  return { name, input: opened, format, encoding, columns, resumes: values.name !== undefined || typeof opened === 'function' }
}

/** A file can be opened again, what a pipe has given is gone. */
function fileInput(path: string): ReplayOptions['input'] {
  const named = { path, from: 'FILE' }
  const first = streamNamed(named)
  if (!statSync(path).isFile()) return first
  let isFirst = true
  return () => {
    const stream = isFirst ? first : streamNamed(named)
    isFirst = false
    return stream
  }
}

function formatOf(file: string, said: string | undefined): ReplayOptions['format'] {
  const format = said ?? (extname(file).toLowerCase() === '.csv' ? 'csv' : 'ndjson')
  if (format !== 'csv' && format !== 'ndjson') throw new UsageError(`--format is ndjson or csv, not ${format}`)
  return format
}

function columnsOf(format: ReplayOptions['format'], map: string | undefined): Readonly<Record<string, string>> {
  if (format !== 'csv') {
    if (map !== undefined) throw new UsageError('--map names the columns of a CSV: say --format csv if this is one')
    return {}
  }
  const pairs = (map ?? '').split(',').filter(Boolean).map(pair)
  const fields = pairs.map(([field]) => field)
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) throw new UsageError(`--map names ${twice} twice`)
  if (!fields.includes('text')) throw new UsageError('a CSV needs --map with text, like --map text=message,id=number')
  return Object.fromEntries(pairs)
}

function pair(text: string): readonly [field: string, column: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--map wants FIELD=COLUMN, not ${text}`)
  const field = text.slice(0, at)
  if (!CSV_FIELDS.has(field)) throw new UsageError(`--map knows no field ${field}: fields are ${[...CSV_FIELDS].join(', ')}`)
  return [field, text.slice(at + 1)]
}
