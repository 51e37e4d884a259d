import type { Estimate, Evidence, Importance } from '../core/classification.ts'
import { type Reasons, reasonsFor } from './rules/reason.ts'

/** How sure one reason makes us; every further one halves what is left. */
const ONE_REASON = 0.75

/** High when a reason of the table stands in the text (p.10: life, health, accidents). Each reason is its own evidence. */
export function estimateImportance(found: Reasons): Estimate<Importance> {
  const reasons = reasonsFor('importance', found)
  if (reasons.length === 0) return { value: 'normal', confidence: 0.8, evidence: [] }
  const evidence = reasons.map(({ rule, spans }): Evidence => ({ by: 'lexicon', ref: rule.id, score: ONE_REASON, spans }))
  return { value: 'high', confidence: 1 - (1 - ONE_REASON) * 0.5 ** (reasons.length - 1), evidence }
}
