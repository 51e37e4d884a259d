import type { Bench } from './bench.ts'
import { benchTexts } from './texts.ts'
import { measuredPath } from './whole-path.ts'

const POSTS = 20_000

export const bench: Bench = {
  name: 'whole path, posts in → case visible, durable',
  run: () => measuredPath(benchTexts(POSTS)),
  limit: 'processor time: a third classification, the rest JSON between the hops and SQLite’s writing of some 20 kB a post',
}
