import { Malformed } from '../../core/errors.ts'
import { dead, type Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { NamedSchema, namesOf } from './item.ts'
import { type ItemContext, postOf } from './post.ts'

type Node = Readonly<Record<string, unknown>>

/** Levels of lists and objects. A thread of comments has a dozen; what is far deeper would end the process. */
const DEEPEST = 200

interface Place extends ItemContext {
  /** Levels above. */
  readonly depth: number
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A post or comment: it has an author, a time and room for a text. */
const isItem = (node: Node): boolean =>
  typeof node['id'] === 'number' &&
  typeof node['date'] === 'number' &&
  typeof node['from_id'] === 'number' &&
  typeof node['text'] === 'string'

/** Parts of an item that look like items themselves. */
const INSIDE_ITEM: ReadonlySet<string> = new Set([
  'attachments',
  'copy_history',
  'likes',
  'comments',
  'views',
  'reposts',
  'geo',
  'post_source',
  'donut',
])

/**
 * Every post and comment of any recorded body: an answer of a method, of `execute`, an event of Callback API or Long Poll.
 * A body without one gives a dead letter that says what it is.
 */
export function parseVk(body: unknown, collectedAt: Instant, officialIds: ReadonlySet<number>): readonly Outcome<Post>[] {
  const refusal = refusalIn(body)
  if (refusal !== null) return [dead(refusal, body)]
  const found: Outcome<Post>[] = []
  visit(body, { collectedAt, names: new Map(), officialIds, depth: 0 }, found)
  return found.length > 0
    ? distinct(found)
    : [dead(new Malformed('no post, comment or message in this body', { field: 'body', value: outline(body) }), body)]
}

function refusalIn(body: unknown): Malformed | null {
  if (!isNode(body)) return isList(body) ? null : new Malformed('not an object', { field: 'body', value: typeof body })
  const { error, failed } = body
  if (isNode(error))
    return new Malformed(`VK refused: ${String(error['error_msg'])}`, { field: 'error.error_code', value: error['error_code'] })
  return failed === undefined ? null : new Malformed('the long poll lost its place', { field: 'failed', value: failed })
}

const isList = (body: unknown): boolean => Array.isArray(body)

function visit(value: unknown, context: Place, found: Outcome<Post>[]): void {
  if (typeof value !== 'object' || value === null) return
  if (context.depth > DEEPEST) found.push(dead(tooDeep(), null))
  else if (Array.isArray(value)) visitChildren(value, context, found)
  else if (isNode(value)) visitNode(value, context, found)
}

const tooDeep = (): Malformed => new Malformed(`nested deeper than ${DEEPEST} levels`, { field: 'body' })

function visitNode(value: Node, context: Place, found: Outcome<Post>[]): void {
  const node = fromNewsfeed(value)
  const here = withPlace(node, withNames(node, context))
  if (!isItem(node)) return visitChildren(node, here, found)
  found.push(postOf(node, here))
  const outside = Object.fromEntries(Object.entries(node).filter(([key]) => !INSIDE_ITEM.has(key)))
  visitChildren(outside, insideOf(node, here), found)
}

function visitChildren(parent: Node | readonly unknown[], context: Place, found: Outcome<Post>[]): void {
  const below = { ...context, depth: context.depth + 1 }
  for (const child of Object.values(parent)) visit(child, below, found)
}

/** What stands inside an item stands under its post. */
const insideOf = (item: Node, context: Place): Place => ({
  ...context,
  postId: numberOf(item, 'post_id') ?? context.postId,
  ownerId: numberOf(item, 'owner_id') ?? context.ownerId,
})

/** A line of the news feed names a wall post by `source_id` and `post_id`. */
function fromNewsfeed(node: Node): Node {
  const [sourceId, postId] = [numberOf(node, 'source_id'), numberOf(node, 'post_id')]
  if (sourceId === undefined || postId === undefined || typeof node['text'] !== 'string' || node['id'] !== undefined) return node
  const { post_id: _, ...rest } = node
  return { ...rest, id: postId, owner_id: sourceId, from_id: sourceId }
}

function withNames(node: Node, context: Place): Place {
  if (!Array.isArray(node['profiles']) && !Array.isArray(node['groups'])) return context
  const list = NamedSchema.safeParse({ profiles: node['profiles'], groups: node['groups'] })
  return list.success ? { ...context, names: new Map([...context.names, ...namesOf(list.data)]) } : context
}

/** Comments of photos and videos, and messages, say where they stand in other fields. */
function withPlace(node: Node, context: Place): Place {
  const ownerId =
    numberOf(node, 'photo_owner_id') ??
    numberOf(node, 'video_owner_id') ??
    numberOf(node, 'topic_owner_id') ??
    groupOf(node) ??
    context.ownerId
  const postId = numberOf(node, 'photo_id') ?? numberOf(node, 'video_id') ?? numberOf(node, 'topic_id') ?? context.postId
  return { ...context, ownerId, postId }
}

const groupOf = (node: Node): number | undefined => {
  const group = numberOf(node, 'group_id')
  return group === undefined ? undefined : -group
}

const numberOf = (node: Node, key: string): number | undefined => {
  const value = node[key]
  return typeof value === 'number' ? value : undefined
}

/** The same post inside an event and beside it is one post. */
function distinct(found: readonly Outcome<Post>[]): readonly Outcome<Post>[] {
  const seen = new Set<string>()
  return found.filter((one) => {
    if (one.kind !== 'ok') return true
    const key = `${one.value.id}@${one.value.rev}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

const outline = (body: unknown): string => (isNode(body) ? Object.keys(body).slice(0, 8).join() : 'a list')
