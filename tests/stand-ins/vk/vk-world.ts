import { VkFailure } from './vk-failure.ts'
import type { WallComment, WallPost } from './vk-items.ts'

type Params = Readonly<Record<string, string>>

const LARGEST = { wall: 100, comments: 100, thread: 10, search: 200 }
/** No more hits than this are shown of one search. */
const MOST_HITS = 1000

/** What stands on the walls, and what the methods say about it. */
export class VkWorld {
  readonly posts: WallPost[] = []
  readonly comments: WallComment[] = []
  readonly uploads: Buffer[] = []
  /** Walls whose reading is refused with this code. */
  readonly refused = new Map<number, number>()
  /** Comments whose replies VK fails to show, with this code. */
  readonly unshown = new Map<number, number>()
  #nextId = 1000

  now: () => number = () => Math.floor(Date.now() / 1000)

  addPost(post: Partial<WallPost> & { ownerId: number; text: string }): WallPost {
    const added = { id: this.#take(), fromId: post.ownerId, date: this.now(), ...post }
    this.posts.push(added)
    return added
  }

  addComment(comment: Partial<WallComment> & { ownerId: number; postId: number; fromId: number; text: string }): WallComment {
    const added = { id: this.#take(), date: this.now(), ...comment }
    this.comments.push(added)
    return added
  }

  remove(list: 'posts' | 'comments', id: number): void {
    const items: { id: number }[] = this[list]
    items.splice(
      items.findIndex((one) => one.id === id),
      1,
    )
  }

  #take(): number {
    this.#nextId += 1
    return this.#nextId
  }

  call(method: string, params: Params, base: string): unknown {
    const owner = Number(params['owner_id'])
    const refusal = this.refused.get(owner)
    if (refusal !== undefined) throw new VkFailure(refusal, 'Access denied')
    switch (method) {
      case 'wall.get':
        return this.#wall(owner, params)
      case 'wall.getComments':
        return this.#commentsOf(owner, params)
      case 'newsfeed.search':
        return this.#search(params)
      case 'wall.createComment':
        return this.#createComment(owner, params)
      case 'photos.getWallUploadServer':
        return { upload_url: `${base}/upload`, album_id: -14, user_id: 1 }
      case 'photos.saveWallPhoto':
        return [{ id: 457000 + Number(params['photo'] ?? 0), owner_id: -Number(params['group_id']), album_id: -14, access_key: 'seen' }]
      default:
        throw new VkFailure(3, `Unknown method passed: ${method}`)
    }
  }

  upload(body: Buffer): unknown {
    this.uploads.push(body)
    return { server: 1, photo: String(this.uploads.length), hash: 'h' }
  }

  #wall(owner: number, params: Params): unknown {
    const count = limited(params['count'], LARGEST.wall)
    const own = this.posts.filter((post) => post.ownerId === owner).toSorted((a, b) => b.date - a.date || b.id - a.id)
    const ordered = [...own.filter((post) => post.pinned === true), ...own.filter((post) => post.pinned !== true)]
    const offset = Number(params['offset'] ?? 0)
    return { count: own.length, items: ordered.slice(offset, offset + count).map((post) => this.#post(post)), ...NAMES }
  }

  #post(post: WallPost): unknown {
    const count = this.comments.filter((comment) => comment.ownerId === post.ownerId && comment.postId === post.id).length
    return {
      inner_type: 'wall_wallpost',
      type: 'post',
      id: post.id,
      owner_id: post.ownerId,
      from_id: post.fromId,
      date: post.date,
      text: post.text,
      ...(post.edited !== undefined && { edited: post.edited }),
      ...(post.pinned === true && { is_pinned: 1 }),
      ...(post.copyHistory !== undefined && { copy_history: post.copyHistory }),
      attachments: post.attachments ?? [],
      comments: { can_post: post.canComment === false ? 0 : 1, can_view: 1, count, groups_can_post: post.toCommunities !== false },
      likes: { count: 0 },
      reposts: { count: 0 },
      views: { count: 10 },
    }
  }

  #commentsOf(owner: number, params: Params): unknown {
    const post = this.posts.find((one) => one.ownerId === owner && one.id === Number(params['post_id']))
    if (post === undefined) throw new VkFailure(15, 'Access denied: post was not found')
    const root = params['comment_id'] === undefined ? undefined : Number(params['comment_id'])
    const failed = root === undefined ? undefined : this.unshown.get(root)
    if (failed !== undefined) throw new VkFailure(failed, 'Unknown error occurred')
    const all = this.comments.filter((comment) => comment.ownerId === owner && comment.postId === post.id)
    const level = all.filter((comment) => this.#rootOf(comment) === root).toSorted((a, b) => a.id - b.id)
    const ordered = params['sort'] === 'desc' ? level.toReversed() : level
    const offset = Number(params['offset'] ?? 0)
    const threadItems = Math.min(Number(params['thread_items_count'] ?? 0), LARGEST.thread)
    const items = ordered
      .slice(offset, offset + limited(params['count'], LARGEST.comments))
      .map((comment) => this.#comment(comment, all, root === undefined ? threadItems : null))
    return {
      count: all.length,
      current_level_count: level.length,
      can_post: post.canComment !== false,
      show_reply_button: true,
      groups_can_post: true,
      items,
      ...NAMES,
    }
  }

  /** The comment of the first level above; undefined on the first level itself. */
  #rootOf(comment: WallComment): number | undefined {
    if (comment.replyTo === undefined) return undefined
    const parent = this.comments.find((one) => one.id === comment.replyTo)
    return parent === undefined ? comment.replyTo : (this.#rootOf(parent) ?? parent.id)
  }

  #comment(comment: WallComment, all: readonly WallComment[], threadItems: number | null): unknown {
    const root = this.#rootOf(comment)
    const thread = all.filter((one) => this.#rootOf(one) === comment.id).toSorted((a, b) => a.id - b.id)
    return {
      id: comment.id,
      ...(comment.deleted === true ? { deleted: true, text: '' } : this.#said(comment, root)),
      ...(threadItems !== null && {
        thread: {
          count: thread.length,
          items: thread.slice(0, threadItems).map((one) => this.#comment(one, all, null)),
          can_post: true,
          groups_can_post: true,
        },
      }),
    }
  }

  #said(comment: WallComment, root: number | undefined): object {
    return {
      from_id: comment.fromId,
      date: comment.date,
      text: comment.text,
      post_id: comment.postId,
      owner_id: comment.ownerId,
      parents_stack: root === undefined ? [] : [root],
      ...(comment.replyTo !== undefined && { reply_to_comment: comment.replyTo }),
      attachments: typeof comment.attachments === 'string' ? [] : (comment.attachments ?? []),
      likes: { count: 0 },
    }
  }

  #search(params: Params): unknown {
    const words = (params['q'] ?? '').toLowerCase().split(/\s+/)
    const start = Number(params['start_time'] ?? this.now() - 86_400)
    const end = Number(params['end_time'] ?? Infinity)
    const from = Number(params['start_from'] ?? 0)
    const count = limited(params['count'], LARGEST.search)
    const found = this.posts
      .filter((post) => post.date >= start && post.date <= end && words.every((word) => post.text.toLowerCase().includes(word)))
      .toSorted((a, b) => b.date - a.date)
      .slice(0, MOST_HITS)
    const next = from + count < found.length ? { next_from: String(from + count) } : {}
    return {
      count: found.length,
      total_count: found.length,
      items: found.slice(from, from + count).map((post) => this.#post(post)),
      ...next,
      ...NAMES,
    }
  }

  #createComment(owner: number, params: Params): unknown {
    const post = this.posts.find((one) => one.ownerId === owner && one.id === Number(params['post_id']))
    if (post === undefined) throw new VkFailure(15, 'Access denied: post was not found')
    assertTaken(post, params)
    const { guid } = params
    const twin = guid === undefined ? undefined : this.comments.find((one) => one.guid === guid)
    const standing = twin ?? this.addComment({ ownerId: owner, postId: post.id, ...spoken(params) })
    return { comment_id: standing.id, parents_stack: [] }
  }
}

/** @throws {VkFailure} such a comment is not taken there */
function assertTaken({ canComment, noLinks }: WallPost, { message = '', attachments = '' }: Params): void {
  if (canComment === false) throw new VkFailure(213, 'Access to wall comments is denied: replies are closed')
  if (message === '' && attachments === '') throw new VkFailure(100, 'One of the parameters specified was missing or invalid')
  if (noLinks === true && /https?:/.test(message)) throw new VkFailure(222, 'Hyperlinks are forbidden')
}

/** A comment as the parameters of `wall.createComment` word it. */
const spoken = ({ from_group: group, message = '', reply_to_comment: replyTo, attachments, guid }: Params) => ({
  fromId: -Number(group),
  text: message,
  ...(replyTo !== undefined && { replyTo: Number(replyTo) }),
  ...(attachments !== undefined && { attachments }),
  ...(guid !== undefined && { guid }),
})

const limited = (value: string | undefined, largest: number): number => {
  const count = Number(value ?? 20)
  if (!(count >= 0 && count <= largest))
    throw new VkFailure(100, `One of the parameters specified was missing or invalid: count should be less or equal to ${largest}`)
  return count
}

/** People and communities whose names come with the lists. */
const NAMES = {
  profiles: [
    { id: 7001, first_name: 'Анна', last_name: 'Смирнова' },
    { id: 7002, first_name: 'Пётр', last_name: 'Волков' },
  ],
  groups: [{ id: 9001, name: 'Городская страница' }],
}
