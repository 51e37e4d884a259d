import type { ManualEntry } from '../console/server/deps.ts'
import { manualId, manualPost } from '../collectors/manual.ts'
import { auditWrite } from '../core/audit.ts'
import { caseIdOf } from '../core/case.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { postMessage } from './flows/collect.ts'
import { savePhoto } from './photos.ts'

/**
 * Appends a message that a person typed in to the log, as a collector does with one that it read. Before it the photo is
 * stored, so that whoever reads the post finds it, and who typed it in, so that nothing comes from nobody.
 * @throws {Malformed} naming the field
 */
export async function takeInManually(store: Store, entry: ManualEntry, collectedAt: number): Promise<Post> {
  const id = manualId(entry)
  const { screenshot, enteredBy } = entry
  manualPost(entry, null, collectedAt)
  const photo = screenshot === null ? null : await savePhoto(store, { ...screenshot, caseId: caseIdOf(id), field: 'screenshot' })
  const entered = { action: 'enter-message', actorId: enteredBy, objectId: id, reason: null, at: collectedAt } as const
  await store.documents.write(auditWrite(`${id}:${enteredBy}`, entered))
  const post = manualPost(entry, photo, collectedAt)
  await store.log.append([postMessage(post)])
  return post
}
