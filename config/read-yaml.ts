import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { z } from 'zod'
import { Misconfigured } from '../core/errors.ts'

/** Reads and checks one data file. @throws {Misconfigured} naming the file, the field and the problem; every problem at once */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseText(file))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.slice(0, 20).map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new Misconfigured(`${file} cannot be used: ${problems.join('; ')}`)
}

function parseText(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Misconfigured(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {}, { cause })
  }
}
