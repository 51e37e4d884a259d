import { Misconfigured } from '../core/errors.ts'
import { cellsOf, type CsvRecord, csvRecords } from './csv-records.ts'
import type { TextLine } from './text-lines.ts'

/** Excel writes the one its Windows has for lists: in Russia a semicolon. */
const DELIMITERS = [',', ';', '\t'] as const

export interface CsvRow extends Omit<CsvRecord, 'cells'> {
  /** By the names of the header; a row that is too short has not all of them, and one with a problem none. */
  readonly cells: Readonly<Record<string, string>>
}

interface Header {
  readonly delimiter: string
  readonly names: readonly string[]
}

/** Rows below the header, whose delimiter is known by the wanted columns.
 *  @throws {Misconfigured} where one of them is not there, or twice: that is no matter of one row */
export async function* csvRows(lines: AsyncGenerator<TextLine>, wanted: readonly string[]): AsyncGenerator<CsvRow> {
  const records = csvRecords(lines)
  try {
    const head = await records.next(DELIMITERS)
    if (head === null) return
    const { delimiter, names } = checked(headerOf(head, wanted), wanted)
    for (let record = await records.next([delimiter]); record !== null; record = await records.next([delimiter]))
      yield rowOf(record, names, wanted)
  } finally {
    await lines.return(undefined)
  }
}

/** Of all delimiters the one that finds most of the wanted columns, then most columns at all. */
function headerOf({ line, raw, problem }: CsvRecord, wanted: readonly string[]): Header {
  if (problem !== null) throw new Misconfigured(`The header of the CSV, line ${line}, cannot be read: ${problem}`)
  if (raw.includes('\r')) throw new Misconfigured('The lines of the CSV end without a line feed: save it with CRLF or LF')
  const headers = DELIMITERS.map((delimiter): Header => ({ delimiter, names: cellsOf(raw, [delimiter]) }))
  const found = ({ names }: Header): number => wanted.filter((column) => names.includes(column)).length
  return headers.reduce((best, one) => ((found(one) - found(best) || one.names.length - best.names.length) > 0 ? one : best))
}

function checked(header: Header, wanted: readonly string[]): Header {
  const { names } = header
  for (const column of wanted) {
    const times = names.filter((name) => name === column).length
    if (times === 0) throw new Misconfigured(`The CSV has no column ${column}: its columns are ${names.join(', ')}`)
    if (times > 1) throw new Misconfigured(`The CSV has ${times} columns named ${column}: give each a name of its own`)
  }
  return header
}

function rowOf(record: CsvRecord, names: readonly string[], wanted: readonly string[]): CsvRow {
  const cells = Object.fromEntries(names.slice(0, record.cells.length).map((name, index) => [name, record.cells[index] ?? '']))
  return { ...record, cells, problem: record.problem ?? lengthProblem(record.cells, names) ?? missing(cells, wanted) }
}

/** A cell more is no cell of any column: most often a comma of a text without quotes. */
const lengthProblem = (cells: readonly string[], names: readonly string[]): string | null =>
  cells.length > names.length ? `Invalid Record Length: ${names.length} columns, ${cells.length} cells` : null

function missing(cells: CsvRow['cells'], wanted: readonly string[]): string | null {
  const column = wanted.find((name) => !Object.hasOwn(cells, name))
  return column === undefined ? null : `no column ${column}`
}
