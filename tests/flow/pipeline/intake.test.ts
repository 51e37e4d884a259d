import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { caseDesk } from '../../../app/case-desk.ts'
import { engineOf } from '../../../app/engine.ts'
import { intakeStage } from '../../../app/flows/intake.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { caseIdOf } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import { cloudEvent, type LogMessage } from '../../../core/message.ts'
import type { Post } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { wholeText } from '../../../core/text.ts'
import { moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

describe('The intake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-intake-'))
  const region = loadRegion('kursk')
  const at = moscow('17.03.2026 10:00')
  let store: Store
  before(async () => {
    const agencies = region.agencies.agencies.map(({ id }) => id)
    store = await openFolder(loadSettings([{ name: 'test', values: { data: folder, logLevel: 'silent' } }]), agencies)
  })
  after(async () => {
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A message that a rule of the region routes by itself. */
  function classified(post: Post, offset: number): LogMessage {
    const place = { ...aClassification().place!, placeId: 'rylsky', districtId: 'rylsky' }
    const data = { post, classification: aClassification({ postId: post.id, rev: post.rev, place }) }
    const event = cloudEvent({ topic: 'posts.classified', key: post.rootId, id: post.rev, type: 'otklik.post.classified.v1', at, data })
    return { ...event, value: wholeText(event.value), partition: 0, offset }
  }

  async function takenIn(posts: readonly Post[]) {
    const stage = intakeStage({ store, now: () => at, desk: caseDesk(region, engineOf(region, store)) })
    await store.settle(await stage.process(posts.map(classified)))
    return (await getCase(store.documents, caseIdOf(posts[0]!.id)))?.value
  }

  it('lets a rule detect and route what asks for an answer', async () => {
    const post = aPost({ id: 'vk:comment:-1_501' })
    expect(await takenIn([post])).to.include({ state: 'offered', agencyId: 'min-transport' })
  })

  it('leaves to a curator what was removed before anybody saw it', async () => {
    const post = aPost({ id: 'vk:comment:-1_502' })
    const removed = { ...post, rev: 'removed', deletedAt: at, collectedAt: at }
    const found = await takenIn([post, removed])
    expect(found).to.include({ state: 'in-review', agencyId: null })
    expect(found?.post.deletedAt).to.equal(at)
  })
})
