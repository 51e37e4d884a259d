import { hash, randomBytes } from 'node:crypto'
import type { Role } from '../../core/actor.ts'
import type { Case } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import { type Author, MANUAL_SOURCE, type Media, type Post } from '../../core/post.ts'
import { dots, withoutContacts } from './contacts.ts'

/** Who may see hidden words for a logged reason. */
export const UNMASKERS: readonly Role[] = ['curator', 'head-curator', 'executor', 'official']

/** Who works with the author's words and must know whom to answer. */
const SEES_AUTHORS: ReadonlySet<Role> = new Set(['curator', 'head-curator', 'executor', 'official'])
export const seesAuthors = (role: Role): boolean => SEES_AUTHORS.has(role)

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${word[0] ?? ''}.`)
    .join(' ')

const maskedAuthor = ({ name, kind }: Author): Author => ({ id: '', name: initials(name), url: null, kind })

/** What of a post is hidden from everyone until unmasked with a reason: the words that suggest a refusal, or all of them once a curator has
 *  refused it (p.20). */
export type Hiding = Pick<Classification, 'refusals'> & { readonly isRefused?: boolean }

export const hidingOf = ({ state, classification }: Pick<Case, 'state' | 'classification'>): Hiding => ({
  refusals: classification.refusals,
  isRefused: state === 'refused',
})

/** Once through the text, however many words are hidden. */
function withoutRefused(text: string, { refusals, isRefused }: Hiding): string {
  if (isRefused === true) return dots(text)
  const spans = refusals.flatMap((refusal) => refusal.evidence.flatMap((evidence) => evidence.spans))
  const pieces: string[] = []
  let done = 0
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= done) continue
    pieces.push(text.slice(done, start), dots(text.slice(Math.max(done, start), end)))
    done = end
  }
  return [...pieces, text.slice(done)].join('')
}

export function hidesWords(found: Pick<Case, 'post' | 'state' | 'classification'>): boolean {
  const hiding = hidingOf(found)
  return hiding.isRefused === true || withoutRefused(found.post.text, hiding) !== found.post.text
}

/** What this role may read of a post without a logged reason. */
export function maskedPost(post: Post, hiding: Hiding, role: Role): Post {
  const text = withoutRefused(post.text, hiding)
  const quoted = hiding.isRefused === true ? post.quoted.map(dots) : post.quoted
  if (seesAuthors(role)) return { ...post, text, quoted }
  return {
    ...post,
    id: withoutOwner(post.id),
    rootId: withoutOwner(post.rootId),
    parentId: post.parentId === null ? null : withoutOwner(post.parentId),
    sourceId: withoutOwner(post.sourceId),
    text: withoutContacts(text),
    quoted: quoted.map(withoutContacts),
    author: maskedAuthor(post.author),
    url: null,
    geo: null,
    media: showsScreenshots(post, role) ? post.media.map(nameless) : [],
  }
}

/** A wall of VK and what stands on it; the owner is a person where no minus stands before the number. */
const OF_PERSONS_WALL = /^vk:(?:[a-z]+:)?\d/
/** Made anew at every start: an id is a short number, which a plain hash would give away to whoever tries them all. */
const SALT = randomBytes(16).toString('hex')

/** What stands on a person's own wall names that person in its id: another word stands for it, the same wherever it is shown. */
export const withoutOwner = <T extends string>(id: T): T =>
  OF_PERSONS_WALL.test(id) ? (`vk:hidden:${hash('sha256', SALT + id).slice(0, 20)}` as T) : id

/** Ids, addresses and titles of media lead to whoever uploaded them. */
const nameless = ({ kind }: Media, index: number): Media => ({ kind, id: String(index), url: null, title: null })

/** A screenshot of a message shows who wrote it. */
export const showsScreenshots = ({ sourceId }: Pick<Post, 'sourceId'>, role: Role): boolean =>
  sourceId !== MANUAL_SOURCE || seesAuthors(role)
