import { createHash } from 'node:crypto'
import type { ManualEntry } from '../console/server/deps.ts'
import { postFromRecord } from '../collectors/record.ts'
import { caseIdOf } from '../core/case.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { postMessage } from './flows/collect.ts'
import { savePhoto } from './photos.ts'

/** A message a person noticed, on its way as any other: photo first, then the post on the log. @throws {Malformed} naming the field */
export async function takeInManually(store: Store, entry: ManualEntry, collectedAt: number): Promise<Post> {
  const { text, platform, url, authorName, createdAt, screenshot } = entry
  const key = createHash('sha256')
    .update(JSON.stringify([text, platform, url, authorName, createdAt]))
    .digest('hex')
    .slice(0, 20)
  const id = `${platform}:manual-${key}` as const
  const photo = screenshot === null ? null : await savePhoto(store, { ...screenshot, caseId: caseIdOf(id) })
  const item = postFromRecord(
    {
      id,
      text,
      platform,
      kind: 'message',
      sourceId: 'manual',
      url,
      author: { name: authorName, id: authorName === '' ? '' : `manual:${authorName}` },
      createdAt,
      media: photo === null ? [] : [{ kind: 'photo', id: photo.id, title: photo.name }],
      replyable: { can: false, reason: 'entered by hand' },
    },
    collectedAt,
  )
  if (item.kind === 'drop') throw new Error('A manual entry is never dropped')
  if (item.kind === 'dead') throw item.error
  await store.log.append([postMessage(item.value)])
  return item.value
}
