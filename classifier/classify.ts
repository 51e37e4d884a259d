import type { AuthorKind, Post } from '../core/post.ts'
import type { Classification, PlaceGuess, TopicGuess } from '../core/classification.ts'
import { type Analyse, type Analysis, lemmaText } from './analysis.ts'
import { estimateImportance } from './importance.ts'
import { recogniseLanguage } from './language.ts'
import type { PlaceIndex } from './places/place-index.ts'
import { recognisePlace } from './places/recognise-place.ts'
import { suggestRefusals } from './refusal.ts'
import { type EarlierMessage, suggestRepeats } from './repeat.ts'
import { estimateResponse } from './response.ts'
import { type ReasonIndex, type Reasons, reasonsFor } from './rules/reason.ts'
import { shownIn } from './spans.ts'
import type { TopicReader } from './topic-model/topic-reader.ts'

/** Everything the classifier knows, compiled once. */
export interface Knowledge {
  readonly analyse: Analyse
  readonly places: PlaceIndex
  readonly reasons: ReasonIndex
  readonly rulesetVersion: string
  readonly model: TopicReader
  /** Beginnings of words that a mask may hide. */
  readonly obscene: readonly string[]
}

/** What is known beside the text. */
export interface Context {
  readonly source: {
    readonly id: string
    readonly districtId: string | null
    readonly placeId: string | null
    readonly official: boolean
  } | null
  readonly parent: { readonly place: PlaceGuess | null; readonly authorKind: AuthorKind } | null
  readonly similar: readonly EarlierMessage[]
}

const TOPICS = 5
/** Below this the model's guess is noise. */
const FAINT = 0.03
const WORDS_SHOWN = 3

/** Estimates every value of a post with its evidence. Pure: the same knowledge, post and context give the same answer. */
export function classify(knowledge: Knowledge, post: Post, context: Context): Classification {
  const said = knowledge.analyse(post.text)
  // A photo's caption and a reposted text are part of what the author says, but not his words.
  const meant = post.quoted.length === 0 ? said : knowledge.analyse([post.text, ...post.quoted].join('\n'))
  const reasons = knowledge.reasons.match(meant)
  const place = recognisePlace(knowledge.places, meant, context)
  const topics = topicsOf(knowledge.model, meant, reasons)
  const own = { topicId: topics[0]?.topicId ?? null, districtId: place?.districtId ?? null, placeId: place?.placeId ?? null }
  const language = recogniseLanguage(meant.text)
  const importance = estimateImportance(reasons)
  const refusals = suggestRefusals(meant === said ? reasons : knowledge.reasons.match(said), knowledge.obscene, said)
  const { length } = post.text
  return {
    postId: post.id,
    rev: post.rev,
    language,
    topics: topics.map((topic) => shownIn(length, topic)),
    place: place && shownIn(length, place),
    importance: shownIn(length, importance),
    needsResponse: shownIn(length, estimateResponse(post, { analysis: meant, reasons, topics, language, importance, refusals })),
    refusals,
    repeats: suggestRepeats(post, own, context.similar),
    lemmas: lemmaText(meant),
    rulesetVersion: knowledge.rulesetVersion,
    modelVersion: knowledge.model.version,
  }
}

/** Rules and model together: the surer of the two per topic, the evidence of both. */
function topicsOf(model: TopicReader, analysis: Analysis, reasons: Reasons): readonly TopicGuess[] {
  const guesses = new Map<string, TopicGuess>()
  const add = (guess: TopicGuess): void => {
    const known = guesses.get(guess.topicId)
    const evidence = [...(known?.evidence ?? []), ...guess.evidence]
    guesses.set(guess.topicId, { ...guess, confidence: Math.max(known?.confidence ?? 0, guess.confidence), evidence })
  }
  for (const { rule, spans } of reasonsFor('topic', reasons)) {
    add(guessOf(rule.topicId, rule.confidence, { by: 'rule', ref: rule.id, score: rule.confidence, spans }))
  }
  for (const [rank, { topicId, probability }] of model.likely(analysis, TOPICS).entries()) {
    if (probability < FAINT) continue
    const spans = rank === 0 ? model.speaking(analysis, topicId, WORDS_SHOWN) : []
    add(guessOf(topicId, probability, { by: 'model', ref: model.version, score: probability, spans }))
  }
  return [...guesses.values()].toSorted((a, b) => b.confidence - a.confidence).slice(0, TOPICS)
}

const guessOf = (topicId: string, confidence: number, evidence: TopicGuess['evidence'][number]): TopicGuess => ({
  topicId,
  groupId: topicId.split('/')[0] ?? topicId,
  confidence,
  evidence: [evidence],
})
