import type { Classification } from '../../core/classification.ts'

/** A sure estimate: a pit in Kurchatov. */
export const aClassification = (changes: Partial<Classification> = {}): Classification => ({
  postId: 'vk:comment:-1_7',
  rev: 'r1',
  language: { value: 'ru', confidence: 0.98, evidence: [] },
  topics: [{ topicId: 'roads/pothole', groupId: 'roads', confidence: 0.95, evidence: [] }],
  place: {
    placeId: 'kurchatov',
    districtId: 'kurchatov',
    level: 'settlement',
    name: 'Курчатов',
    inferred: false,
    confidence: 0.95,
    evidence: [],
  },
  importance: { value: 'normal', confidence: 0.8, evidence: [] },
  needsResponse: { value: true, confidence: 0.95, evidence: [] },
  refusals: [],
  repeats: [],
  lemmas: 'яма',
  rulesetVersion: '1',
  modelVersion: '1',
  ...changes,
})
