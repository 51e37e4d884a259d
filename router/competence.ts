import { z } from 'zod'
import { isCalendarDate } from '../core/calendar-date.ts'

const DateSchema = z.string().refine(isCalendarDate, { error: ({ input }) => `${JSON.stringify(input)} is not a day of any year` })

interface Validity {
  readonly validFrom?: string | undefined
  readonly validTo?: string | undefined
}

/** Who answers for what and where. The most specific rule in force wins; of equal ones the first in the file. */
export const CompetenceSchema = z.strictObject({
  version: z.union([z.string(), z.number()]).transform(String),
  rules: z
    .array(
      z
        .strictObject({
          id: z.string().min(1),
          /** `roads/pothole`, `roads/*` or `*`. */
          topics: z.array(z.string().min(1)).min(1),
          /** District ids or `*`. */
          districts: z.array(z.string().min(1)).min(1),
          /** Best first. */
          agencies: z.array(z.string().min(1)).min(1),
          /** First and last day the rule holds, on the region's calendar. */
          validFrom: DateSchema.optional(),
          validTo: DateSchema.optional(),
          /** Routes without a curator when topic and place are at least this sure. */
          auto: z.number().min(0.5).max(1).optional(),
        })
        .refine(({ validFrom = '', validTo = '9999' }) => validFrom <= validTo, {
          path: ['validTo'],
          error: ({ input }) => `${(input as Validity).validTo} lies before validFrom ${(input as Validity).validFrom}`,
        }),
    )
    .superRefine((rules, context) => {
      for (const [index, { id }] of rules.entries())
        if (rules.findIndex((one) => one.id === id) < index)
          context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is the id of another rule, too` })
    }),
  /** Suggested when no rule answers for the topic. */
  fallbackAgencyId: z.string().optional(),
})

export type Competence = z.infer<typeof CompetenceSchema>
export type CompetenceRule = Competence['rules'][number]
