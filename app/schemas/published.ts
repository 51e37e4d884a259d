import { z } from 'zod'
import { CaseFactSchema, HandOverSchema } from '../../sla-engine/case-message.ts'
import { ClassifiedSchema } from './classified-schema.ts'
import { PostSchema } from './post-schema.ts'

/** What each topic's messages look like to a program that is not ours, by the name of its file in `docs/schemas/`. */
const PUBLISHED = {
  'otklik.post.v1': { topic: 'posts', schema: PostSchema },
  'otklik.post.classified.v1': { topic: 'posts.classified', schema: ClassifiedSchema },
  'otklik.case.fact.v1': { topic: 'cases', schema: CaseFactSchema },
  'otklik.case.routed.v1': { topic: 'routed.<agency>', schema: HandOverSchema },
} as const

/** JSON Schemas (draft 2020-12) of the bodies, as text; the id of a post is any string to the outside. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(PUBLISHED).map(([type, { topic, schema }]) => {
      const body = z.toJSONSchema(schema, { unrepresentable: 'any' })
      return [
        `${type}.json`,
        `${JSON.stringify({ title: type, description: `Body of CloudEvents messages on topic ${topic}`, ...body }, null, 2)}\n`,
      ]
    }),
  )
}
