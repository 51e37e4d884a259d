import { parseDocument, type YAMLError } from 'yaml'
import type { z } from 'zod'
import { Misconfigured } from '../core/errors.ts'
import { issuesText } from './issues-text.ts'
import { type NamedFile, nameOf, readNamed } from './named-file.ts'

/** Reads and checks one data file. @throws {Misconfigured} naming the file, the field and the problem; every problem at once */
export function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  const file = { path, from: 'data file' }
  const parsed = schema.safeParse(readTree(file))
  if (parsed.success) return parsed.data
  throw new Misconfigured(`${nameOf(file)} cannot be used: ${issuesText(parsed.error)}`)
}

/** What a YAML file says, in no shape yet. @throws {Misconfigured} in one sentence that shows nothing of the text, which may hold a secret in the
 *  wrong place */
export function readTree(file: NamedFile): unknown {
  const document = parseDocument(readNamed(file))
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) throw new Misconfigured(`${nameOf(file)}, line ${lineOf(fault)}: ${wordsOf(fault)}`)
  try {
    return document.toJS() as unknown
  } catch (cause) {
    throw new Misconfigured(`${nameOf(file)} is no YAML: ${wordsOf(cause)}`, {}, { cause })
  }
}

const lineOf = ({ linePos }: YAMLError): number => linePos?.[0].line ?? 1

/** The library adds the place, and a picture of the text, to its sentence, and the word in question after a colon. */
const wordsOf = (error: unknown): string => String((error as Error).message).split(/ at line \d|[:;]\s/)[0] ?? ''
