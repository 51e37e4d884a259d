import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DemoRecord } from '../collectors/demo.ts'
import { Misconfigured } from '../core/errors.ts'

const RecordSchema = z.looseObject({ offsetMinutes: z.number() })

/** The region's demo messages, file by file in the order of their names. @throws {Misconfigured} naming file and line */
export function demoRecords(regionFolder: string): readonly DemoRecord[] {
  const folder = join(regionFolder, 'demo')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.trim() === '' ? [] : [recordOf(line, `${name}:${index + 1}`)])),
    )
}

function recordOf(line: string, where: string): DemoRecord {
  try {
    return RecordSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw new Misconfigured(`demo/${where} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {}, { cause })
  }
}
