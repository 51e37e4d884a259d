import { expect } from 'chai'
import { caseDesk } from '../../../app/case-desk.ts'
import { engineOf } from '../../../app/engine.ts'
import { intakeStage } from '../../../app/flows/intake.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { caseIdOf } from '../../../core/case.ts'
import { Conflict } from '../../../core/errors.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { aClassifiedMessage } from '../../builders/classified-message.ts'
import { aPost } from '../../builders/post.ts'
import { failure } from '../../contract/subject.ts'
import { type Fleet, fleet } from './fleet.ts'

const at = Date.UTC(2026, 2, 17, 7)

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
    await store.settle(await stage.process([aClassifiedMessage(newer, { needsResponse: needsNone })]))
    await store.settle(await stage.process([aClassifiedMessage(aPost({ id: 'vk:comment:-1_702' }))]))

    expect(await failure(store.settle(await stage.process([aClassifiedMessage(older)])))).to.be.instanceOf(Conflict)
    await store.settle(await stage.process([aClassifiedMessage(older)], { careful: true }))
    const found = await getCase(store.documents, caseIdOf(older.id))
    expect(found?.value.post.rev).to.equal('thanks')
  })
})
