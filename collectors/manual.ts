import { createHash } from 'node:crypto'
import { MANUAL_SOURCE, type Post, type PostId } from '../core/post.ts'
import type { TypedIn } from '../core/typed-in.ts'
import { postFromRecord } from './record.ts'
import type { Registered } from './registered.ts'

/** What a person typed in (p.5): there is nothing to read again, so it never changes. */
export const manual: Registered = {
  capabilities: { posts: true, comments: false, search: false, edits: false, deletions: false, geo: false },
}

/** Made of what was typed in: the same entry twice is one post. */
export function manualId({ text, platform, url, authorName, key }: TypedIn): PostId {
  const typed = JSON.stringify([text, platform, url, authorName, key])
  return `${platform}:manual-${createHash('sha256').update(typed).digest('hex').slice(0, 20)}`
}

/** @throws {Malformed} naming the field */
export function manualPost(typed: TypedIn, photo: { readonly id: string; readonly name: string } | null, collectedAt: number): Post {
  const item = postFromRecord(recordOf(typed, photo), collectedAt)
  if (item.kind === 'dead') throw item.error
  return item.value
}

const recordOf = (typed: TypedIn, photo: { readonly id: string; readonly name: string } | null) => ({
  id: manualId(typed),
  text: typed.text,
  platform: typed.platform,
  kind: 'message',
  sourceId: MANUAL_SOURCE,
  url: typed.url,
  author: { name: typed.authorName, id: typed.authorName === '' ? '' : `manual:${typed.authorName}` },
  createdAt: typed.createdAt,
  media: photo === null ? [] : [{ kind: 'photo', id: photo.id, title: photo.name }],
  replyable: { can: false, reason: 'entered by hand' },
})
