import type { Estimate, Evidence, Importance, RefusalGround, TopicGuess } from '../core/classification.ts'
import { MANUAL_SOURCE, type Post } from '../core/post.ts'
import type { Analysis } from './analysis.ts'
import { type Reasons, reasonsFor } from './rules/reason.ts'

/** What is known of a text before it is asked whether it needs a response. */
interface Read {
  readonly analysis: Analysis
  readonly reasons: Reasons
  /** Likeliest first. */
  readonly topics: readonly TopicGuess[]
  readonly language: Estimate<string>
  readonly importance: Estimate<Importance>
  readonly refusals: readonly Estimate<RefusalGround>[]
}

/** Missing a citizen's problem costs more than a look at a message that needs nothing. */
const THRESHOLD = 0.4
/** Before any sign: most of what people write to such pages is a matter of some kind. */
const PRIOR = -0.6
const SIGN = 3
const TOPIC = 3.2
/** The likeliest of 187 topics is this likely even for small talk. */
const CHANCE = 0.15
/** Not enough alone: a bare question is as often small talk. */
const QUESTION = 0.15
/** Nobody tells a long story for nothing; small talk is short. */
const STORY = 0.8
const STORY_LENGTH = 100
/** Thanks after a request are politeness, and who agrees with a complaint complains: a sign against counts half beside one for. */
const CONTESTED = 0.5
/** A threat is for a person to see even where nothing is asked for: he refuses it or hands it to security (p.20). */
const THREATS: ReadonlySet<RefusalGround> = new Set(['harm-intent', 'threat-to-official'])
/** What the signs are written in. */
const READ_LANGUAGE = 'ru'
/** A word or two of another alphabet is a cheer or a name. */
const SENTENCE = 3

/** Whether a response is required (p.3): signs for and against, a recognised topic, a question. An agency's own words need none;
 *  what a person found worth typing in (p.5) a curator is to see. */
export function estimateResponse(post: Post, read: Read): Estimate<boolean> {
  const { analysis, language } = read
  if (post.author.kind === 'official') return settled(false, 0.98, { by: 'author', ref: post.author.id, score: 1, spans: [] })
  if (post.sourceId === MANUAL_SOURCE) return settled(true, 0.98, { by: 'policy', ref: 'entered-by-hand', score: 1, spans: [] })
  if (analysis.tokens.length === 0) return photoOnly(post)
  if (language.value !== READ_LANGUAGE && analysis.tokens.length >= SENTENCE) return unread(language)
  return estimateRead(read)
}

/** What the words say. */
function estimateRead({ analysis, reasons, topics, importance, refusals }: Omit<Read, 'language'>): Estimate<boolean> {
  const threats = refusals.filter(({ value }) => THREATS.has(value)).flatMap(({ evidence }) => evidence)
  // What is urgent is answered, in whatever tone it is told.
  const needs = [...evidenceOf('response', reasons), ...importance.evidence, ...threats]
  const no = evidenceOf('no-response', reasons)
  const [topic] = topics
  const against = strongest(no) * (needs.length === 0 ? 1 : CONTESTED)
  const odds = SIGN * (strongest(needs) - against) + TOPIC * Math.max(0, (topic?.confidence ?? 0) - CHANCE) + oddsOfForm(analysis.text)
  const probability = 1 / (1 + Math.exp(-odds))
  const value = probability >= THRESHOLD
  const evidence = value ? [...needs, ...(topic?.evidence ?? [])] : no
  return { value, confidence: value ? probability : 1 - probability, evidence }
}

/** What the bare form says before any word is understood. */
const oddsOfForm = (text: string): number => PRIOR + (text.includes('?') ? QUESTION : 0) + (text.length >= STORY_LENGTH ? STORY : 0)

/** A picture without a word may show a pit: a person looks. */
function photoOnly(post: Post): Estimate<boolean> {
  const photo = post.media.find((one) => one.kind === 'photo' || one.kind === 'video')
  return settled(photo !== undefined, photo === undefined ? 0.9 : 0.45, {
    by: 'policy',
    ref: photo === undefined ? 'empty' : 'photo-only',
    score: 0.5,
    spans: [],
  })
}

/** No sign can be seen: a person looks. */
const unread = ({ value }: Estimate<string>): Estimate<boolean> =>
  settled(true, 0.45, { by: 'policy', ref: `language-${value}`, score: 0.5, spans: [] })

const settled = (value: boolean, confidence: number, evidence: Evidence): Estimate<boolean> => ({ value, confidence, evidence: [evidence] })

const evidenceOf = (use: 'response' | 'no-response', reasons: Reasons): readonly Evidence[] =>
  reasonsFor(use, reasons).map(({ rule, spans }) => ({ by: 'lexicon', ref: rule.id, score: rule.weight, spans }))

const strongest = (evidence: readonly Evidence[]): number => evidence.reduce((most, { score }) => Math.max(most, score), 0)
