import { expect } from 'chai'
import { caseDesk } from '../../../app/case-desk.ts'
import { engineOf } from '../../../app/engine.ts'
import { intakeStage } from '../../../app/flows/intake.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { caseIdOf } from '../../../core/case.ts'
import type { Classification } from '../../../core/classification.ts'
import { Conflict } from '../../../core/errors.ts'
import { getCase } from '../../../core/kept-case.ts'
import { cloudEvent, type LogMessage } from '../../../core/message.ts'
import type { Post } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { wholeText } from '../../../core/text.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { failure } from '../../contract/subject.ts'
import { type Fleet, fleet } from './fleet.ts'

const at = Date.UTC(2026, 2, 17, 7)

function classified(post: Post, changes: Partial<Classification> = {}): LogMessage {
  const data = { post, classification: aClassification({ postId: post.id, rev: post.rev, ...changes }) }
  const event = cloudEvent({ topic: 'posts.classified', key: post.rootId, id: post.rev, type: 'otklik.post.classified.v1', at, data })
  return { ...event, value: wholeText(event.value), partition: 0, offset: 0 }
}

describe('the intake on Elasticsearch, where a settlement that fails has written what it could', () => {
  const region = loadRegion('kursk')
  let all: Fleet
  let store: Store
  before(async () => {
    all = await fleet()
    store = await all.open()
  })
  after(async () => {
    await store?.close()
    await all?.dispose()
  })

  it('keeps the case on the newest revision when an older reading comes that was taken for a new message', async () => {
    const stage = intakeStage({ store, now: () => at, desk: caseDesk(region, engineOf(region, store)) })
    const older = aPost({ id: 'vk:comment:-1_701' })
    const newer = { ...older, rev: 'thanks', text: 'Спасибо, яму засыпали', editedAt: older.collectedAt, collectedAt: at }
    const needsNone = { value: false, confidence: 0.9, evidence: [] }
    await store.settle(await stage.process([classified(newer, { needsResponse: needsNone })]))
    await store.settle(await stage.process([classified(aPost({ id: 'vk:comment:-1_702' }))]))

    expect(await failure(store.settle(await stage.process([classified(older)])))).to.be.instanceOf(Conflict)
    await store.settle(await stage.process([classified(older)], { careful: true }))
    const found = await getCase(store.documents, caseIdOf(older.id))
    expect(found?.value.post.rev).to.equal('thanks')
  })
})
