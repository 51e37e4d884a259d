import { z } from 'zod'
import { type Classification, IMPORTANCES, REFUSAL_GROUNDS } from '../../core/classification.ts'
import type { Post } from '../../core/post.ts'
import { PostSchema } from './post-schema.ts'

const SpanSchema = z.looseObject({ start: z.number().int(), end: z.number().int() })
const EvidenceSchema = z.looseObject({
  by: z.enum(['rule', 'model', 'lexicon', 'gazetteer', 'source', 'parent', 'author', 'script', 'policy']),
  ref: z.string(),
  score: z.number(),
  spans: z.array(SpanSchema),
})
const estimate = <T extends z.ZodType>(value: T) => z.looseObject({ value, confidence: z.number(), evidence: z.array(EvidenceSchema) })

export const ClassificationSchema = z.looseObject({
  postId: z.string(),
  rev: z.string(),
  language: estimate(z.string()),
  topics: z.array(z.looseObject({ topicId: z.string(), groupId: z.string(), confidence: z.number(), evidence: z.array(EvidenceSchema) })),
  place: z
    .looseObject({
      placeId: z.string(),
      districtId: z.string().nullable(),
      level: z.enum(['region', 'district', 'settlement', 'street', 'house']),
      name: z.string(),
      inferred: z.boolean(),
      confidence: z.number(),
      evidence: z.array(EvidenceSchema),
    })
    .nullable(),
  importance: estimate(z.enum(IMPORTANCES)),
  needsResponse: estimate(z.boolean()),
  refusals: z.array(estimate(z.enum(REFUSAL_GROUNDS))),
  repeats: z.array(
    z.looseObject({
      caseId: z.string(),
      kind: z.enum(['technical-duplicate', 'mass-complaint', 'repeat']),
      confidence: z.number(),
      evidence: z.array(EvidenceSchema),
    }),
  ),
  lemmas: z.string(),
  rulesetVersion: z.string(),
  modelVersion: z.string(),
}) satisfies z.ZodType<Classification>

/** Body of `otklik.post.classified.v1` on topic `posts.classified`. */
export interface ClassifiedPost {
  readonly post: Post
  readonly classification: Classification
}

export const ClassifiedSchema = z.looseObject({
  post: PostSchema,
  classification: ClassificationSchema,
}) satisfies z.ZodType<ClassifiedPost>
