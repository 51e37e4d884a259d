import type { PlaceGuess } from '../../core/classification.ts'
import type { AuthorKind } from '../../core/post.ts'
import type { PlaceIndex } from './place-index.ts'

/** What is known beside the text; part of the classifier's context. */
export interface PlaceContext {
  readonly source: { readonly id: string; readonly districtId: string | null; readonly placeId: string | null } | null
  readonly parent: { readonly place: PlaceGuess | null; readonly authorKind: AuthorKind } | null
}

/** Districts that source and parent speak of: they tell namesakes apart. */
export const expectedDistricts = ({ source, parent }: PlaceContext): ReadonlySet<string> =>
  new Set([source?.districtId, parent?.place?.districtId].flatMap((id) => id ?? []))

/** The narrowest place that parent or source name. */
export const knownPlaceId = ({ source, parent }: PlaceContext): string | null =>
  parent?.place?.placeId ?? source?.placeId ?? source?.districtId ?? null

/** A comment may be about another place than the post above it; what an official writes about is surer. */
const OF_PARENT: Readonly<Record<AuthorKind, number>> = { official: 0.95, person: 0.9, community: 0.9, unknown: 0.9 }
const OF_SOURCE = 0.65

/** Place of the parent post, else of the source: what a message without a place of its own is about. */
export const inferred = (index: PlaceIndex, { parent, source }: PlaceContext): PlaceGuess | null =>
  (parent === null ? null : ofParent(parent)) ?? (source === null ? null : ofSource(index, source))

function ofParent({ place, authorKind }: NonNullable<PlaceContext['parent']>): PlaceGuess | null {
  if (place === null || place.districtId === null) return null
  const confidence = place.confidence * OF_PARENT[authorKind]
  return { ...place, inferred: true, confidence, evidence: [{ by: 'parent', ref: place.placeId, score: confidence, spans: [] }] }
}

function ofSource(index: PlaceIndex, { id, placeId, districtId }: NonNullable<PlaceContext['source']>): PlaceGuess | null {
  const place = index.byId.get(placeId ?? districtId ?? '')
  if (place === undefined) return null
  return {
    placeId: place.id,
    districtId: place.districtId,
    level: place.level,
    name: place.name,
    inferred: true,
    confidence: OF_SOURCE,
    evidence: [{ by: 'source', ref: id, score: OF_SOURCE, spans: [] }],
  }
}
