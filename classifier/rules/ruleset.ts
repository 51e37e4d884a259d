import { z } from 'zod'
import { type Expression, ExpressionError } from './expression.ts'
import { parseExpression } from './parse-expression.ts'

/** A rule as an analyst writes it, checked when it is read. */
export const WhenSchema = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      parseExpression(source) satisfies Expression
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      context.addIssue({ code: 'custom', message: `${error.message} (at ${error.at + 1})` })
    }
  })

const VersionSchema = z.union([z.string(), z.number()]).transform(String)

/** `config/<region>/rules.yaml`: which topic a text is about. */
export const RulesetSchema = z.strictObject({
  version: VersionSchema,
  rules: z.array(
    z.strictObject({
      id: z.string().min(1),
      topicId: z.string().min(3),
      when: WhenSchema,
      confidence: z.number().min(0.1).max(1).default(0.9),
    }),
  ),
})
export type Ruleset = z.infer<typeof RulesetSchema>

/** `importance.yaml`: what makes a message urgent. */
export const ImportanceSchema = z.strictObject({
  version: VersionSchema,
  rules: z.array(z.strictObject({ id: z.string().min(1), when: WhenSchema, reason: z.string().min(1), reasonEn: z.string().min(1) })),
})
export type ImportanceRules = z.infer<typeof ImportanceSchema>

const SignSchema = z.strictObject({ id: z.string().min(1), when: WhenSchema, weight: z.number().min(0).max(1) })

/** `response.yaml`: signs for and against "a response is required". */
export const ResponseSchema = z.strictObject({ version: VersionSchema, needs: z.array(SignSchema), no: z.array(SignSchema) })
export type ResponseSigns = z.infer<typeof ResponseSchema>

/** `refusal.yaml`: expressions per ground of p.20. */
export const RefusalSchema = z.strictObject({
  version: VersionSchema,
  grounds: z.strictObject({
    'harm-intent': z.array(WhenSchema),
    'obscene-or-insulting': z.array(WhenSchema),
    'threat-to-official': z.array(WhenSchema),
  }),
})
