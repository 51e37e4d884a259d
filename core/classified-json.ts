import type { Classification } from './classification.ts'
import type { Post } from './post.ts'
import { jsonOf, knownJson } from './shared-json.ts'
import { partsOf, type Text, wholeText } from './text.ts'

interface Classified {
  readonly post: Post
  readonly classification: Classification
}

interface Members {
  readonly post: Post
  readonly text: Text
}

/** Where a classification keeps the members it and its post make. Not enumerable, as what `core/shared-json.ts` keeps. */
const MEMBERS = Symbol('members')

/** A post and its classification as JSON. */
export const classifiedText = (item: Classified): Text => ['{', ...partsOf(classifiedMembers(item)), '}']

/** The same without the braces, as members of an object that says more. Archive, case and messages have them alike, so they are made once. */
export function classifiedMembers({ post, classification }: Classified): Text {
  const known = (classification as { readonly [MEMBERS]?: Members })[MEMBERS]
  return known?.post === post
    ? known.text
    : keep(post, classification, ['"post":', ...partsOf(jsonOf(post)), ',"classification":', JSON.stringify(classification)])
}

/** Lets the members be what they were read as, where their text is known and says no more than the two. */
export function keepMembers(read: Classified): void {
  const json = knownJson(read)
  if (json !== undefined && Object.keys(read).length === 2) keep(read.post, read.classification, wholeText(json).slice(1, -1))
}

function keep(post: Post, classification: Classification, text: Text): Text {
  Object.defineProperty(classification, MEMBERS, { value: { post, text } satisfies Members, configurable: true })
  return text
}
