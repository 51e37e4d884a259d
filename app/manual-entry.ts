import { createHash } from 'node:crypto'
import type { ManualEntry } from '../console/server/deps.ts'
import { postFromRecord } from '../collectors/record.ts'
import { auditWrite } from '../core/audit.ts'
import { type Attachment, caseIdOf } from '../core/case.ts'
import { MANUAL_SOURCE, type Post, type PostId } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { postMessage } from './flows/collect.ts'
import { savePhoto } from './photos.ts'

/**
 * Appends a message that a person typed in to the log, as a collector does with one that it read. Before it the photo is
 * stored, so that whoever reads the post finds it, and who typed it in, so that nothing comes from nobody.
 * @throws {Malformed} naming the field
 */
export async function takeInManually(store: Store, entry: ManualEntry, collectedAt: number): Promise<Post> {
  const id = idOf(entry)
  const { screenshot, enteredBy } = entry
  postOf(id, entry, null, collectedAt)
  const photo = screenshot === null ? null : await savePhoto(store, { ...screenshot, caseId: caseIdOf(id), field: 'screenshot' })
  const entered = { action: 'enter-message', actorId: enteredBy, objectId: id, reason: null, at: collectedAt } as const
  await store.documents.write(auditWrite(`${id}:${enteredBy}`, entered))
  const post = postOf(id, entry, photo, collectedAt)
  await store.log.append([postMessage(post)])
  return post
}

/** @throws {Malformed} naming the field */
function postOf(id: PostId, entry: ManualEntry, photo: Attachment | null, collectedAt: number): Post {
  const item = postFromRecord(recordOf(id, entry, photo), collectedAt)
  if (item.kind === 'dead') throw item.error
  return item.value
}

/** Made of what was typed in: the same entry twice is one post. */
function idOf({ text, platform, url, authorName, key }: ManualEntry): PostId {
  const typed = JSON.stringify([text, platform, url, authorName, key])
  return `${platform}:manual-${createHash('sha256').update(typed).digest('hex').slice(0, 20)}`
}

const recordOf = (id: PostId, { text, platform, url, authorName, createdAt }: ManualEntry, photo: Attachment | null) => ({
  id,
  text,
  platform,
  kind: 'message',
  sourceId: MANUAL_SOURCE,
  url,
  author: { name: authorName, id: authorName === '' ? '' : `manual:${authorName}` },
  createdAt,
  media: photo === null ? [] : [{ kind: 'photo', id: photo.id, title: photo.name }],
  replyable: { can: false, reason: 'entered by hand' },
})
