import type { Classification } from './classification.ts'
import type { Post } from './post.ts'
import { knownJson } from './shared-json.ts'
import { wholeText } from './text.ts'

interface Classified {
  readonly post: Post
  readonly classification: Classification
}

interface Members {
  readonly post: Post
  readonly text: string
}

/** Where a classification keeps the members it and its post make. Not enumerable, as what `core/shared-json.ts` keeps. */
const MEMBERS = Symbol('members')

/** A post and its classification as members of a JSON object, without the braces. Archive, case and messages have them alike, so they are made once. */
export function classifiedMembers({ post, classification }: Classified): string {
  const known = (classification as { readonly [MEMBERS]?: Members })[MEMBERS]
  return known?.post === post
    ? known.text
    : keep(post, classification, `"post":${JSON.stringify(post)},"classification":${JSON.stringify(classification)}`)
}

/** Lets the members be what they were read as, where their text is known and says no more than the two. */
export function keepMembers(read: Classified): void {
  const json = knownJson(read)
  if (json !== undefined && Object.keys(read).length === 2) keep(read.post, read.classification, wholeText(json).slice(1, -1))
}

function keep(post: Post, classification: Classification, text: string): string {
  Object.defineProperty(classification, MEMBERS, { value: { post, text } satisfies Members, configurable: true })
  return text
}
