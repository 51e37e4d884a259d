import { expect } from 'chai'
import type { Case } from '../../../core/case.ts'
import type { Post } from '../../../core/post.ts'
import { takeRevision } from '../../../sla-engine/open-case.ts'
import { moscow, story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

describe('A revision of a message', () => {
  const at = moscow('17.03.2026 10:10')
  const revised = (current: Case, changes: Partial<Post>): Case | null =>
    takeRevision(current, { post: aPost(changes), classification: aClassification() }, at)

  it('is taken as often as the words come back to what they were', () => {
    let { current } = story('17.03.2026 10:00')
    for (const [minute, rev] of ['B', 'A', 'B', 'A'].entries()) {
      const next = revised(current, { rev, text: rev, collectedAt: at + minute })
      expect(next?.post.text).to.equal(rev)
      current = next as Case
    }
    expect(revised(current, { rev: 'A', collectedAt: at + 3 })).to.equal(null)
  })

  it('that removes what was edited before takes effect when it was removed', () => {
    const [editedAt, deletedAt] = [moscow('17.03.2026 10:01'), moscow('17.03.2026 10:05')]
    expect(revised(story('17.03.2026 10:00').current, { rev: 'gone', editedAt, deletedAt })?.facts.at(-1)?.effectiveAt).to.equal(deletedAt)
  })
})
