import type { Role } from '../../core/actor.ts'
import type { Case } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import { type Author, MANUAL_SOURCE, type Media, type Post } from '../../core/post.ts'

/** Who may see hidden words for a logged reason. */
export const UNMASKERS: readonly Role[] = ['curator', 'head-curator', 'executor', 'official']

/** Who works with the author's words and must know whom to answer. */
const SEES_AUTHORS: ReadonlySet<Role> = new Set(['curator', 'head-curator', 'executor', 'official'])

/** What stands between the digits of a number: blanks, points, brackets, and dashes of every length. */
const BETWEEN = '[\\s().\\u2010-\\u2015-]{0,8}'
/** Ten digits after 7 or 8, however they are grouped; a mobile number without its 8; a number of the town, 70-12-34. */
const PHONE = new RegExp(
  `(?<!\\d)(?:\\+?[78](?:${BETWEEN}\\d){10}|9(?:${BETWEEN}\\d){9}|\\d{2,3}(?:[\\u2010-\\u2015-]\\d{2}){2})(?!\\d)`,
  'g',
)
/** Begins where a word does: tried from each letter of a long word, it would take the square of its length. */
const EMAIL = /(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+\.[\p{L}\p{N}_.]+/gu

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${word[0] ?? ''}.`)
    .join(' ')

const maskedAuthor = ({ name, kind }: Author): Author => ({ id: '', name: initials(name), url: null, kind })

/** Same length, so that spans keep their places. */
const dots = (text: string): string => '•'.repeat(text.length)

/** The words that suggest a refusal (p.20) are hidden from everyone until unmasked with a reason. Once through the text, however many they are. */
function withoutRefused(text: string, { refusals }: Pick<Classification, 'refusals'>): string {
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

export const hidesWords = ({ post, classification }: Pick<Case, 'post' | 'classification'>): boolean =>
  withoutRefused(post.text, classification) !== post.text

/** What this role may read of a post without a logged reason. */
export function maskedPost(post: Post, classification: Pick<Classification, 'refusals'>, role: Role): Post {
  const text = withoutRefused(post.text, classification)
  if (SEES_AUTHORS.has(role)) return { ...post, text }
  return {
    ...post,
    text: withoutContacts(text),
    quoted: post.quoted.map(withoutContacts),
    author: maskedAuthor(post.author),
    url: null,
    geo: null,
    media: showsScreenshots(post, role) ? post.media.map(nameless) : [],
  }
}

const withoutContacts = (text: string): string => text.replace(EMAIL, dots).replace(PHONE, dots)

/** Ids, addresses and titles of media lead to whoever uploaded them. */
const nameless = ({ kind }: Media, index: number): Media => ({ kind, id: String(index), url: null, title: null })

/** A screenshot of a message shows who wrote it. */
export const showsScreenshots = ({ sourceId }: Pick<Post, 'sourceId'>, role: Role): boolean =>
  sourceId !== MANUAL_SOURCE || SEES_AUTHORS.has(role)
