import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import { ClassifiedSchema } from '../../../app/schemas/classified-schema.ts'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { quickCheck } from '../../../app/schemas/quick-check.ts'
import { REFUSAL_GROUNDS } from '../../../core/classification.ts'
import { LATEST } from '../../../core/time.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
const evidence = [{ by: 'rule', ref: 'r1', score: 1, spans: [{ start: 0, end: 3 }] }]
const media = [{ kind: 'photo', id: 'p1', url: null, title: 'Яма' }] as const
const post = json(aPost({ media, quoted: ['что он написал'], geo: { lat: 51.7, lon: 36.2 } }))
const classification = {
  ...(json(aClassification({})) as Record<string, Json>),
  place: { placeId: 'rylsk', districtId: 'rylsky', level: 'settlement', name: 'Рыльск', inferred: false, confidence: 1, evidence },
  topics: [{ topicId: 'roads/pothole', groupId: 'roads', confidence: 0.9, evidence }],
  refusals: [{ value: REFUSAL_GROUNDS[0], confidence: 1, evidence }],
  repeats: [{ caseId: 'case:vk:wall:-1_1', kind: 'repeat', confidence: 1, evidence }],
}

const BODIES: readonly (readonly [string, z.ZodType, Json])[] = [
  ['a post', PostSchema, post],
  ['a classified post', ClassifiedSchema, { post, classification: json(classification) }],
]

/** What may stand in place of any value, wrong or right. */
const other: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    true,
    0,
    -1,
    0.5,
    1.5,
    LATEST,
    LATEST + 1,
    '',
    'vk:wall:-1_1',
    'vk',
    'myspace:1',
    [],
    {},
  ),
  fc.constantFrom('photo', 'roads', 'normal', 'high', 'comment', 'rule', 'settlement', 'repeat', 'citizen'),
  fc.constantFrom('я'.repeat(100_000), 'я'.repeat(100_001), '🕳'.repeat(100_000), '🕳'.repeat(100_001)),
)

/** Every place in a body, as its path. */
function placesOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner as Json, [...path, key]))]
}

function changed(value: Json, [key, ...rest]: readonly string[], to: Json | undefined): Json | undefined {
  if (key === undefined) return to
  if (Array.isArray(value)) return value.map((one: Json, at) => (String(at) === key ? (changed(one, rest, to) ?? null) : one))
  const object = value as { readonly [key: string]: Json }
  return JSON.parse(JSON.stringify({ ...object, [key]: changed(object[key] ?? null, rest, to) })) as Json
}

describe('The quick check of a body', () => {
  for (const [name, schema, body] of BODIES)
    it(`says of ${name} what its schema says, whatever stands anywhere in it`, () => {
      const fits = quickCheck(schema)
      expect(fits(body)).to.equal(true)
      const verdicts = { true: 0, false: 0 }
      fc.assert(
        fc.property(fc.constantFrom(...placesOf(body)), other, (place, to) => {
          const made = changed(body, place, to)
          const { success } = schema.safeParse(made)
          verdicts[`${success}`] += 1
          expect(fits(made), `${place.join('.')}: ${JSON.stringify(to)?.slice(0, 40)}`).to.equal(success)
        }),
        { numRuns: 3000 },
      )
      expect(Math.min(verdicts.true, verdicts.false)).to.be.greaterThan(100)
    })

  it('is refused to a schema of which it could not say the same', () => {
    const own = 'a check of its own'
    expect(() => quickCheck(z.looseObject({ id: z.custom<string>((value) => value === 'a') }))).to.throw(own)
    expect(() => quickCheck(z.looseObject({ id: z.string().refine((text) => text !== 'b') }))).to.throw(own)
    expect(() => quickCheck(z.looseObject({ id: z.preprocess(Number, z.number()) }))).to.throw(own)
  })
})
