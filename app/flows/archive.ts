import type { Write } from '../../core/documents.ts'
import { classifiedText } from '../../core/classified-json.ts'
import { withJson } from '../../core/shared-json.ts'
import type { ClassifiedPost } from '../schemas/classified-schema.ts'

/** The archive's document of a post: the newest revision, with what it can be found by. */
export function archiveWrite({ post, classification }: ClassifiedPost, mode: Write['mode']): Write {
  const topic = classification.topics[0]
  return {
    collection: 'posts',
    id: post.id,
    value: withJson({ post, classification }, () => classifiedText({ post, classification })),
    fields: {
      platform: post.platform,
      kind: post.kind,
      sourceId: post.sourceId,
      authorId: post.author.id,
      rootId: post.rootId,
      topicId: topic?.topicId ?? null,
      groupId: topic?.groupId ?? null,
      districtId: classification.place?.districtId ?? null,
      importance: classification.importance.value,
      needsResponse: classification.needsResponse.value,
      createdAt: post.createdAt,
      collectedAt: post.collectedAt,
    },
    lemmas: classification.lemmas,
    mode,
  }
}
