import type { Knowledge } from '../classifier/classify.ts'
import { placeIndex } from '../classifier/places/place-index.ts'
import { plainStems } from '../classifier/refusal.ts'
import type { Reason } from '../classifier/rules/reason.ts'
import { ruleIndex } from '../classifier/rules/rule-index.ts'
import type { TopicModel } from '../classifier/topic-model/topic-model.ts'
import { topicReader } from '../classifier/topic-model/topic-reader.ts'
import type { Region } from '../config/load-region.ts'
import { REFUSAL_GROUNDS } from '../core/classification.ts'
import { analysis } from './dictionary.ts'

/** Compiles a region's data for the classifier. @throws {ExpressionError} naming the rule */
export function knowledgeOf(region: Region, model: TopicModel): Knowledge {
  const analyse = analysis()
  return {
    analyse,
    places: placeIndex(region.places),
    reasons: ruleIndex(reasonsOf(region), analyse),
    rulesetVersion: region.rules.version,
    model: topicReader(model),
    obscene: plainStems(region.refusal.grounds['obscene-or-insulting']),
  }
}

function reasonsOf({ rules, importance, response, refusal }: Region): readonly Reason[] {
  return [
    ...rules.rules.map((rule) => ({ use: 'topic' as const, ...rule })),
    ...importance.rules.map((rule) => ({ use: 'importance' as const, ...rule })),
    ...response.needs.map((sign) => ({ use: 'response' as const, ...sign })),
    ...response.no.map((sign) => ({ use: 'no-response' as const, ...sign })),
    ...REFUSAL_GROUNDS.flatMap((ground) =>
      refusal.grounds[ground].map((when, index) => ({ use: 'refusal' as const, id: `${ground}-${index + 1}`, when, ground })),
    ),
  ]
}
