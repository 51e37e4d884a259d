import type { Bench } from './bench.ts'
import { realAppeals } from './texts.ts'
import { measuredPath } from './whole-path.ts'

const POSTS = 20_000

export const bench: Bench = {
  name: 'whole path with real appeals, posts in → case visible, durable',
  async run() {
    const texts = realAppeals(POSTS)
    return texts === null ? [] : measuredPath(texts)
  },
  limit: 'as above: longer texts have more words to look at and more bytes to write',
}
