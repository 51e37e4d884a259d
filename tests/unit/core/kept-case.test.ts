import { expect } from 'chai'
import { caseOf, type KeptCase, keptCase } from '../../../core/kept-case.ts'
import { takeRevision } from '../../../sla-engine/open-case.ts'
import { CURATOR, DETECT, story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

const throughTheStore = (kept: KeptCase): KeptCase => JSON.parse(JSON.stringify(kept)) as KeptCase

describe('A kept case', () => {
  const { current } = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT)

  it('comes back as it was', () => {
    expect(caseOf(throughTheStore(keptCase(current)))).to.deep.equal(current)
  })

  it('comes back with the newest revision of its message', () => {
    const post = aPost({ rev: 'second', text: 'Яма на улице Ленина всё ещё не засыпана' })
    const revised = takeRevision(current, { post, classification: aClassification() }, current.openedAt)
    expect(revised?.post.rev).to.equal('second')
    expect(revised === null ? null : caseOf(throughTheStore(keptCase(revised)))).to.deep.equal(revised)
  })

  it('says the words of its message once', () => {
    expect(JSON.stringify(keptCase(current)).split(JSON.stringify(current.post.text))).to.have.length(2)
  })

  it('is refused when its facts do not begin with the message', () => {
    expect(() => caseOf({ ...keptCase(current), facts: current.facts.slice(1) })).to.throw(
      /begins with MessageTakenIn, not with MessageDetected/,
    )
  })
})
