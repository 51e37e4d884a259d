import type { Classification } from '../../core/classification.ts'
import type { Post } from '../../core/post.ts'
import type { CaseDesk } from '../../app/flows/intake.ts'
import { caseDesk } from '../../app/case-desk.ts'
import { CompetenceSchema } from '../../router/competence.ts'
import { deciding } from '../builders/case.ts'
import { aClassification } from '../builders/classification.ts'

export const AGENCY_IDS = ['roads', 'housing', 'mute'] as const

/** Words of a post that decide what the classifier makes of it. */
export const WORDS = { needed: 'яма', sure: 'срочно', other: 'подъезд' } as const

const COMPETENCE = CompetenceSchema.parse({
  version: 1,
  rules: [
    { id: 'roads', topics: ['roads/*'], districts: ['*'], agencies: ['roads'], auto: 0.9 },
    { id: 'housing', topics: ['housing/*'], districts: ['*'], agencies: ['housing', 'mute'] },
  ],
})

/** The regulation, calendar and agencies a simulated region lives by. */
export const RULES = deciding()

export const DESK: CaseDesk = caseDesk({ competence: COMPETENCE, region: { timeZone: 'Europe/Moscow' } }, RULES)

/** A classifier small enough to be told by eye, with the shape and purity of the real one. */
export function classifyByWords({ id, rev, text }: Post): Classification {
  const needed = text.includes(WORDS.needed)
  const confidence = text.includes(WORDS.sure) ? 0.97 : 0.6
  const groupId = text.includes(WORDS.other) ? 'housing' : 'roads'
  return aClassification({
    postId: id,
    rev,
    topics: [{ topicId: `${groupId}/pothole`, groupId, confidence, evidence: [] }],
    needsResponse: { value: needed, confidence, evidence: [] },
  })
}
