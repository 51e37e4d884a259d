import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { PLATFORMS } from '../../core/post.ts'
import { PostIdSchema } from './post-schema.ts'

/** Whether JSON fits, and nothing else: no copy is made and no reason given. It says what the schema says. */
export type QuickCheck<T> = (json: unknown) => json is T

const POST_ID = `^(?:${PLATFORMS.join('|')}):`

const compiled = new WeakMap<z.ZodType, QuickCheck<unknown>>()

/** The check of a schema whose bodies are read one after another. Compiled once, which takes some 50 ms.
 *  @throws {Error} a schema that asks for something JSON Schema has no word for: the check would let it pass */
export function quickCheck<T>(schema: z.ZodType<T>): QuickCheck<T> {
  const check = compiled.get(schema) ?? compile(schema)
  compiled.set(schema, check)
  return check as QuickCheck<T>
}

function compile(schema: z.ZodType): QuickCheck<unknown> {
  const json = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === PostIdSchema) Object.assign(jsonSchema, { type: 'string', pattern: POST_ID })
      else assertSaid(zodSchema)
    },
  })
  return new Ajv2020().compile(json)
}

/** What JSON Schema can say whole, of the kinds that messages have. */
const SAID: ReadonlySet<string> = new Set(['object', 'array', 'string', 'number', 'boolean', 'enum', 'nullable', 'unknown'])

function assertSaid({ _zod: { def } }: z.core.$ZodType): void {
  const own = SAID.has(def.type) ? def.checks?.find((check) => check._zod.def.check === 'custom') : def
  if (own !== undefined) throw new Error(`JSON Schema has no word for a ${def.type} with a check of its own`)
}
