import { CsvError, parse } from 'csv-parse/sync'
import { LONGEST_LINE, type TextLine } from './text-lines.ts'

/** A cell of more lines than any message has: its quote was never closed. */
const MOST_LINES = 1000

export interface CsvRecord {
  /** Its first line. */
  readonly line: number
  readonly lastLine: number
  readonly raw: string
  /** Empty where there is a problem. */
  readonly cells: readonly string[]
  readonly problem: string | null
}

export interface CsvRecords {
  /** null: there are no more. */
  next(delimiters: readonly string[]): Promise<CsvRecord | null>
}

/** Records of a CSV one by one. On one line quotes may stand as people write them; a record of several lines has to keep the rules, else an open
 *  quote takes the rows after it for its text: then its first line alone is set aside, and the next is read as the beginning of another record. */
export function csvRecords(lines: AsyncIterator<TextLine>): CsvRecords {
  const putBack: TextLine[] = []
  const nextLine = async (): Promise<TextLine | null> => {
    const back = putBack.shift()
    if (back !== undefined) return back
    const read = await lines.next()
    return read.done === true ? null : read.value
  }

  return {
    async next(delimiters) {
      let first = await nextLine()
      while (first !== null && withoutReturn(first.text) === '') first = await nextLine()
      if (first === null) return null
      const taken = [first]
      let reading = readingOf(taken, delimiters)
      while (reading === 'open' && hasRoom(taken)) {
        const line = await nextLine()
        if (line === null) break
        taken.push(line)
        if (line.text.includes('"')) reading = readingOf(taken, delimiters)
      }
      if (typeof reading !== 'string') return recordOf(taken, reading)
      putBack.unshift(...taken.slice(1))
      return recordOf([first], [], 'Quote Not Closed')
    },
  }
}

const hasRoom = (taken: readonly TextLine[]): boolean =>
  taken.length < MOST_LINES && taken.reduce((length, { text }) => length + text.length, 0) < LONGEST_LINE

/** Cells; or an open quote, which more lines may close; or a quote where none may stand. */
function readingOf(taken: readonly TextLine[], delimiters: readonly string[]): readonly string[] | 'open' | 'broken' {
  try {
    return cellsOf(textOf(taken), delimiters, taken.length === 1)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'broken'
  }
}

/** The cells of one record. @throws {CsvError} */
export function cellsOf(text: string, delimiters: readonly string[], isRelaxed = true): readonly string[] {
  const [delimiter, ...others] = delimiters
  if (delimiter !== undefined && others.length === 0 && !text.includes('"')) return text.split(delimiter)
  // What ends a line is known: a return within one is a character like others.
  const [cells = []] = parse(text, {
    delimiter: [...delimiters],
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: isRelaxed,
  })
  return cells
}

function recordOf(taken: readonly TextLine[], cells: readonly string[], problem: string | null = null): CsvRecord {
  const line = taken[0]?.number ?? 0
  const told = taken.find((one) => one.problem !== null)?.problem ?? problem
  return { line, lastLine: taken.at(-1)?.number ?? line, raw: textOf(taken), cells: told === null ? cells : [], problem: told }
}

const textOf = (taken: readonly TextLine[]): string => withoutReturn(taken.map(({ text }) => text).join('\n'))

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)
