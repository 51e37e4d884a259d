import { expect } from 'chai'
import { CLASSIFIER } from '../../../app/flows/classify.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { INTAKE } from '../../../app/flows/intake.ts'
import { lagOf } from '../../../app/lag.ts'
import { aPost } from '../../builders/post.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'
import { figureOf } from './figure.ts'
import { problemsOf } from './installation.ts'
import { wiredFleet } from './wired-fleet.ts'

const POSTS = 8000
const MOST_LAG = 500
/** What is on its way when the lag is seen: what a second brings, and a poll. */
const ON_THE_WAY = 4000
const SLOW_MS = 400
const WITHIN_MS = 240_000

describe('an Elasticsearch that is slow', function () {
  this.timeout(2 * WITHIN_MS)
  const given = wiredFleet({ OTKLIK_MOST_LAG: String(MOST_LAG) })
  let classifier: OtklikProcess

  before(async () => {
    const { all, throughWire } = given()
    classifier = await all.start(['classify'])
    await all.start(['route'], throughWire)
  })

  const waitsFor = async ({ group, topics: [topic] }: typeof CLASSIFIER | typeof INTAKE): Promise<number> =>
    (await lagOf(given().store.log, group, topic)).messages
  it('slows the classifier down to what it takes, and nothing is lost', async () => {
    const { store, wire } = given()
    wire.delay(SLOW_MS)
    const ids = Array.from({ length: POSTS }, (_, number) => `vk:wall:-2_${number}` as const)
    await store.log.append(ids.map((id) => postMessage(aPost({ id, rootId: id, text: `С добрым утром! ${id}`, collectedAt: Date.now() }))))
    let most = 0
    const isHeld = async (): Promise<boolean> => {
      const waiting = await waitsFor(INTAKE)
      most = Math.max(most, waiting)
      return waiting > MOST_LAG
    }
    await eventually(isHeld, (held) => held, WITHIN_MS)
    // It is held for as long as that lasts.
    for (let look = 0; look < 10; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await isHeld()
    }
    wire.delay(0)
    await eventually(
      async () => (await isHeld(), waitsFor(INTAKE)),
      (left) => left === 0,
      WITHIN_MS,
    )
    await eventually(
      () => waitsFor(CLASSIFIER),
      (left) => left === 0,
      WITHIN_MS,
    )
    expect(most).to.be.at.most(MOST_LAG + ON_THE_WAY)
    expect(await figureOf(classifier, 'otklik_held_back_seconds_total{who="classifier"}')).to.be.above(0)
    const problems = await eventually(
      () => problemsOf(store, { posts: ids, cases: [] }),
      (found) => found.length === 0,
      WITHIN_MS,
    )
    expect(problems).to.deep.equal([])
  })
})
