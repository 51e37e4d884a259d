import { z } from 'zod'
import { CLOCK_KINDS, CLOCK_STAGES, type ClockKind, type ClockStage } from '../core/clock.ts'

const MinutesSchema = z.number().int().positive()

const ClockTermSchema = z.strictObject({
  unit: z.enum(['plain', 'working']),
  /** Minutes of `unit`; ANSWER and DRAFT take theirs from `answer`. */
  minutes: MinutesSchema.optional(),
  /** Stages that give an alarm. */
  stages: z.array(z.enum(CLOCK_STAGES)).refine(isInOrder, {
    error: ({ input }) => `${String(input)} are not in the order ${CLOCK_STAGES.join(', ')}, each once`,
  }),
})

/** Of the stages missed together only the last is sent, which has to be the highest. */
function isInOrder(stages: readonly ClockStage[]): boolean {
  const ranks = stages.map((stage) => CLOCK_STAGES.indexOf(stage))
  return ranks.every((rank, index) => index === 0 || rank > (ranks[index - 1] ?? 0))
}

/** Their length depends on importance. */
const BY_IMPORTANCE: readonly ClockKind[] = ['ANSWER', 'DRAFT']

/** The regulation's numbers and policies of one region: data with a version, never code. Defaults are those of № 180-па in the wording of № 796-па. */
export const ProfileSchema = z
  .strictObject({
    id: z.string().min(1),
    version: z.string().min(1),
    clocks: z.record(z.enum(CLOCK_KINDS), ClockTermSchema),
    /** p.10: minutes from T0 to the published answer. */
    answer: z.strictObject({ normal: MinutesSchema, high: MinutesSchema }),
    /** p.11: the draft is due this much working time before the answer. */
    draftBefore: MinutesSchema,
    /** Minutes before the end that give `hour-left` and `quarter-left`, and after it `escalation`; 0: with the breach. */
    stageMinutes: z.strictObject({
      hourLeft: MinutesSchema,
      quarterLeft: MinutesSchema,
      escalation: z.strictObject({ normal: z.number().int().min(0), high: z.number().int().min(0) }),
    }),
    /** Importance raised at U: `from-raise` min(old due, U ⊕ high), `from-detection` T0 ⊕ high. */
    importanceRaised: z.enum(['from-raise', 'from-detection']),
    /** Working days after the close within which a case may be reopened. */
    reopenWithinDays: z.number().int().positive(),
    /** An alarm recorded later than this after its instant is marked late. */
    alarmLateAfterMs: z.number().int().positive(),
    /** Reasons a curator may send a draft back with (p.12, p.21). */
    reworkCodes: z.array(z.strictObject({ id: z.string().min(1), ru: z.string().min(1), en: z.string().min(1) })).min(1),
  })
  .superRefine(({ clocks, answer, draftBefore }, context) => {
    for (const kind of CLOCK_KINDS)
      if (!BY_IMPORTANCE.includes(kind) && clocks[kind].minutes === undefined)
        context.addIssue({ code: 'custom', path: ['clocks', kind, 'minutes'], message: 'is missing: the clock would be over as it starts' })
    const shortest = Math.min(answer.normal, answer.high)
    if (draftBefore >= shortest)
      context.addIssue({
        code: 'custom',
        path: ['draftBefore'],
        message: `${draftBefore} leaves nothing of an answer due in ${shortest} minutes`,
      })
  })

export type Profile = z.infer<typeof ProfileSchema>
