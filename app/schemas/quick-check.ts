import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { PLATFORMS } from '../../core/post.ts'
import { PostIdSchema } from './post-schema.ts'

/** Whether JSON fits, and nothing else: no copy is made and no reason given. It says what the schema says: of schemas that
 *  have nothing of their own beside what JSON Schema knows, but for the id of a post. */
export type QuickCheck<T> = (json: unknown) => json is T

const POST_ID = `^(?:${PLATFORMS.join('|')}):`

const compiled = new WeakMap<z.ZodType, QuickCheck<unknown>>()

/** The check of a schema whose bodies are read one after another. Compiled once, which takes some 50 ms. */
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
    },
  })
  return new Ajv2020().compile(json)
}
