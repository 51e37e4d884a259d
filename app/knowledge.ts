import type { Knowledge } from '../classifier/classify.ts'
import { placeIndex } from '../classifier/places/place-index.ts'
import { plainStems, type RefusalRule } from '../classifier/refusal.ts'
import { ruleIndex } from '../classifier/rules/rule-index.ts'
import type { TopicModel } from '../classifier/topic-model/topic-model.ts'
import type { Region } from '../config/load-region.ts'
import { REFUSAL_GROUNDS } from '../core/classification.ts'
import { analysis } from './dictionary.ts'

/** Compiles a region's data for the classifier. @throws {ExpressionError} naming the rule */
export function knowledgeOf(region: Region, model: TopicModel): Knowledge {
  const analyse = analysis()
  const { grounds } = region.refusal
  const refusals = REFUSAL_GROUNDS.flatMap((ground) =>
    grounds[ground].map((when, index): RefusalRule => ({ id: `${ground}-${index + 1}`, when, ground })),
  )
  return {
    analyse,
    places: placeIndex(region.places),
    rules: ruleIndex(region.rules.rules, analyse),
    rulesetVersion: region.rules.version,
    model,
    importance: ruleIndex(region.importance.rules, analyse),
    response: { needs: ruleIndex(region.response.needs, analyse), no: ruleIndex(region.response.no, analyse) },
    refusal: { rules: ruleIndex(refusals, analyse), obscene: plainStems(grounds['obscene-or-insulting']) },
  }
}
