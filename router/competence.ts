import { z } from 'zod'

const DateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** Who answers for what and where. The most specific rule in force wins; of equal ones the first in the file. */
export const CompetenceSchema = z.strictObject({
  version: z.union([z.string(), z.number()]).transform(String),
  rules: z.array(
    z.strictObject({
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
    }),
  ),
  /** Suggested when no rule answers for the topic. */
  fallbackAgencyId: z.string().optional(),
})

export type Competence = z.infer<typeof CompetenceSchema>
export type CompetenceRule = Competence['rules'][number]
