import { expect } from 'chai'
import type { Case, Fact } from '../../../core/case.ts'
import type { Classification } from '../../../core/classification.ts'
import type { Post } from '../../../core/post.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { takeRevision } from '../../../sla-engine/open-case.ts'
import { CURATOR, deciding, DETECT, moscow, ROUTE, story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { dismissal, REFUSE, T } from './stories.ts'

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

  for (const as of ['not-required', 'out-of-scope', 'technical-duplicate'] as const) {
    const { current: dismissed } = story('17.03.2026 10:00').then('17.03.2026 10:05', CURATOR, dismissal(as))
    const urgent = { rev: 'urgent', text: 'Третий день нет отопления!' }

    it(`that asks for an answer brings back to review what was ${as}`, () => {
      const next = revised(dismissed, urgent)
      expect([next?.state, next?.dismissal]).to.deep.equal(['in-review', null])
      expect(next?.facts.reduce<Case | null>(evolve, null)).to.deep.equal(next)
      expect(next?.facts.map(({ type }) => type)).to.deep.equal(['MessageTakenIn', 'MessageDismissed', 'MessageRevised'])
    })

    it(`that asks for nothing, or removes the message, leaves what was ${as}`, () => {
      const needsResponse = { value: false, confidence: 1, evidence: [] }
      const thanks = takeRevision(dismissed, { post: aPost(urgent), classification: aClassification({ needsResponse }) }, at)
      expect(thanks?.state).to.equal(as)
      expect(revised(dismissed, { ...urgent, deletedAt: at })?.state).to.equal(as)
    })
  }

  const clean = { rev: 'clean', text: 'Третий день нет отопления!' }
  const insult = { value: 'obscene-or-insulting', confidence: 0.9, evidence: [] } as const
  const refusedOf = (estimate: Partial<Classification>): Case =>
    story(T, deciding(), {}, estimate)
      .then(T, CURATOR, DETECT)
      .then('17.03.2026 10:05', CURATOR, ROUTE)
      .then('17.03.2026 10:09', CURATOR, REFUSE).current
  const refused = refusedOf({ refusals: [insult] })

  it('in which nothing is to be refused any more brings a refused message back to review, as it came in', () => {
    const next = revised(refused, clean)!
    expect([next.state, next.refusal, next.agencyId, next.detectedAt, next.topicId, next.importance]).to.deep.equal([
      'in-review',
      null,
      null,
      null,
      null,
      null,
    ])
    expect(next.facts.at(-1)).to.include({ type: 'MessageRevised', agencyId: 'roads' })
    expect(next.facts.reduce<Case | null>(evolve, null)).to.deep.equal(next)
  })

  it('leaves refused what was refused for something that its words never suggested, a photo perhaps', () => {
    expect(revised(refusedOf({ refusals: [] }), clean)?.state).to.equal('refused')
    const asked = takeRevision(
      refusedOf({ refusals: [] }),
      { post: aPost({ rev: 'b', text: 'x' }), classification: aClassification({ refusals: [insult] }) },
      at,
    )!
    expect(revised(asked, clean)?.state).to.equal('refused')
  })

  it('that is still to be refused, asks for nothing or removes the message leaves what was refused', () => {
    const still = (changes: Partial<Classification>) =>
      takeRevision(refused, { post: aPost(clean), classification: aClassification(changes) }, at)
    expect(still({ refusals: [insult] })?.state).to.equal('refused')
    expect(still({ needsResponse: { value: false, confidence: 1, evidence: [] } })?.state).to.equal('refused')
    expect(revised(refused, { ...clean, deletedAt: at })?.state).to.equal('refused')
  })

  it('leaves a dismissed case where it was in a history that was written before', () => {
    const { current: dismissed } = story('17.03.2026 10:00').then('17.03.2026 10:05', CURATOR, dismissal('not-required'))
    const facts = revised(dismissed, { rev: 'B' })?.facts ?? []
    const { backToReview: _, ...old } = facts.at(-1) as Extract<Fact, { type: 'MessageRevised' }>
    expect([...facts.slice(0, -1), old].reduce<Case | null>(evolve, null)?.state).to.equal('not-required')
  })

  it('that removes what was edited before takes effect when it was removed', () => {
    const [editedAt, deletedAt] = [moscow('17.03.2026 10:01'), moscow('17.03.2026 10:05')]
    expect(revised(story('17.03.2026 10:00').current, { rev: 'gone', editedAt, deletedAt })?.facts.at(-1)?.effectiveAt).to.equal(deletedAt)
  })
})
