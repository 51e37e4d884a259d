import { isUtf8 } from 'node:buffer'

/** What a file of messages may be written in: Excel on a Russian Windows saves its CSV in the second. Of both, a line ends with the same byte. */
export const ENCODINGS = ['utf-8', 'windows-1251'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** In windows-1251 every byte is a character. */
const IS_WRITTEN_IN: Readonly<Record<Encoding, (bytes: Uint8Array) => boolean>> = { 'utf-8': isUtf8, 'windows-1251': () => true }

/** Longest line read whole; of a longer one the beginning is told, and the next line is read. */
export const LONGEST_LINE = 4_000_000
/** No character of a JavaScript string takes more in UTF-8. */
const BYTES_OF_A_CHARACTER = 3
const SHOWN = 1000
const NEWLINE = 10

export type Input = AsyncIterable<Uint8Array | string>

export interface TextLine {
  /** From 1. */
  readonly number: number
  readonly text: string
  /** Why nothing should be made of the text. */
  readonly problem: string | null
}

/** Lines of a stream of any size, split at the line feed alone: JSON may hold every other character that ends a line elsewhere. */
export async function* textLines(input: Input, encoding: Encoding = 'utf-8'): AsyncGenerator<TextLine> {
  const lineOf = decoded(encoding)
  let begun = beginning()
  let number = 0
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      begun.add(bytes.subarray(from, end))
      yield { number: ++number, ...lineOf(begun.bytes()) }
      begun = beginning()
      from = end + 1
    }
    begun.add(bytes.subarray(from))
  }
  if (begun.length() > 0) yield { number: ++number, ...lineOf(begun.bytes()) }
}

/** The bytes of a line so far, and no more of them than the longest line has. */
function beginning() {
  const parts: Uint8Array[] = []
  let length = 0
  return {
    add(bytes: Uint8Array): void {
      if (length <= LONGEST_LINE * BYTES_OF_A_CHARACTER) parts.push(bytes)
      length += bytes.length
    },
    length: () => length,
    bytes: () => (parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)),
  }
}

function decoded(encoding: Encoding): (bytes: Uint8Array) => Pick<TextLine, 'text' | 'problem'> {
  const decoder = new TextDecoder(encoding)
  const isWritten = IS_WRITTEN_IN[encoding]
  return (bytes) => {
    const text = decoder.decode(bytes)
    if (text.length > LONGEST_LINE) return { text: text.slice(0, SHOWN), problem: `longer than ${LONGEST_LINE} characters` }
    return { text, problem: isWritten(bytes) ? null : `not ${encoding}: --encoding names what else it may be written in` }
  }
}

/** What a line of JSON holds, or why nothing. */
export function jsonRecord(text: string): { readonly record: unknown; readonly problem: string | null } {
  try {
    return { record: JSON.parse(text) as unknown, problem: null }
  } catch (error) {
    return { record: text, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
