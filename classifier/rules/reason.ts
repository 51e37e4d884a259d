import type { RefusalGround } from '../../core/classification.ts'
import type { RuleIndex, RuleMatch } from './rule-index.ts'
import type { ImportanceRules, ResponseSigns, Ruleset } from './ruleset.ts'

type Used<Use extends string, Rule> = Rule & { readonly use: Use }

/** One expression of one ground of p.20. */
interface RefusalSign {
  readonly id: string
  readonly when: string
  readonly ground: RefusalGround
}

/** Every rule of a region with what it speaks for: a text is read once for all of them. */
export type Reason =
  | Used<'topic', Ruleset['rules'][number]>
  | Used<'importance', ImportanceRules['rules'][number]>
  | Used<'response', ResponseSigns['needs'][number]>
  | Used<'no-response', ResponseSigns['no'][number]>
  | Used<'refusal', RefusalSign>

export type ReasonIndex = RuleIndex<Reason>
export type ReasonFor<Use extends Reason['use']> = Extract<Reason, { readonly use: Use }>
/** The reasons that a text gives. */
export type Reasons = readonly RuleMatch<Reason>[]

/** Those that speak for one thing. */
export const reasonsFor = <Use extends Reason['use']>(use: Use, found: Reasons): readonly RuleMatch<ReasonFor<Use>>[] =>
  found.filter((one): one is RuleMatch<ReasonFor<Use>> => one.rule.use === use)
