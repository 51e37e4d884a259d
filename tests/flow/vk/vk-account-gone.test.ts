import { expect } from 'chai'
import type { CaseId } from '../../../core/case.ts'
import type { Publisher } from '../../../core/publisher.ts'
import { eventually } from '../../contract/subject.ts'
import { ACCOUNTS, approvedAnswers } from './approved-answers.ts'

describe('An answer whose account the agency has no more', function () {
  this.timeout(60_000)
  const { vk, approved, answers, publishing, speakers, takeOffTheList, caseOf, owed } = approvedAnswers()

  const failures = async (id: CaseId) => (await caseOf(id)).facts.flatMap((fact) => (fact.type === 'PublicationFailed' ? [fact] : []))
  const failed = (id: CaseId) =>
    eventually(
      () => failures(id),
      (all) => all.length > 0,
    )

  it('is not spoken, and a person is told why', async () => {
    const id = await approved('roads', 'Яму заделают')
    takeOffTheList()
    await publishing(async () => void (await failed(id)))
    expect(vk().counts.get('wall.createComment')).to.equal(undefined)
    const [failure] = await failures(id)
    expect(failure).to.include({ reason: `The account ${ACCOUNTS['roads']} is not one of the agency any more`, needsHuman: false })
    expect((await owed('impossible')).map(({ caseId }) => caseId)).to.deep.equal([id])
  })

  it('leads a person to where it stands when the account went while it was spoken', async () => {
    const id = await approved('roads', 'Яму заделают')
    const right = speakers()
    const publisherFor: typeof right.publisherFor = (item, draft) => {
      const found: Publisher = right.publisherFor(item, draft)!
      return { ...found, publish: (request, signal) => found.publish(request, signal).finally(takeOffTheList) }
    }
    const reported: string[] = []
    const report: typeof right.report = ({ caseId }) => void reported.push(caseId)
    await publishing(
      async () => {
        await failed(id)
        await eventually(
          () => owed('unknown'),
          (all) => all.length > 0,
        )
      },
      { ...right, publisherFor, report },
    )
    expect(answers(ACCOUNTS['roads']!)).to.deep.equal(['Яму заделают'])
    const [failure, ...others] = await failures(id)
    expect(failure).to.include({ needsHuman: true })
    expect(failure?.reason).to.match(/^The answer stands at https:\/\/vk\.com\/wall\S+, and the case did not take it: foreign-account$/)
    expect([others, reported]).to.deep.equal([[], [id]])
  })
})
