import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { postMessage } from '../../../app/flows/collect.ts'
import { aPost } from '../../builders/post.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'
import { figureOf } from './figure.ts'
import type { Role } from './fleet.ts'
import { wiredFleet } from './wired-fleet.ts'

const WITHIN_MS = 60_000
const ROLES: readonly Role[] = ['collect', 'classify', 'route', 'publish', 'sweep', 'relay']
/** What a page of the documentation says is measured. */
const NAMED = [...readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8').matchAll(/`(otklik_[a-z_]+)`/g)]
/** Only a console tells these. */
const OF_THE_CONSOLE = new Set(['otklik_cases', 'otklik_posts'])

describe('what a worker shows of itself', function () {
  this.timeout(240_000)
  const given = wiredFleet({})
  let worker: OtklikProcess

  before(async () => {
    const { all, throughWire } = given()
    worker = await all.start(ROLES, throughWire)
  })

  const door = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(worker.url + path)
    return { status: answer.status, text: await answer.text() }
  }
  const figure = (name: string): Promise<number> => figureOf(worker, name)
  const post = (number: number) => {
    const id = `vk:wall:-3_${number}` as const
    return given().store.log.append([
      postMessage(aPost({ id, rootId: id, text: 'Яма в Рыльске, когда почините дорогу?', collectedAt: Date.now() })),
    ])
  }

  it('is every figure that the documentation names, and each stage’s own', async () => {
    await post(1)
    const stages = ['classifier', 'intake', 'publisher']
    for (const stage of stages)
      await eventually(
        () => figure(`otklik_batch_messages_count{stage="${stage}"}`),
        (count) => count > 0,
        WITHIN_MS,
      )
    const { text } = await door('/metrics')
    const names = [...new Set(NAMED.map(([, name = '']) => name))].filter((name) => !OF_THE_CONSOLE.has(name))
    expect(names.filter((name) => !text.includes(`# TYPE ${name} `))).to.deep.equal([])
    for (const [group, topic] of [
      ['classifier', 'posts'],
      ['intake', 'posts.classified'],
      ['publisher', 'cases'],
    ])
      expect(text).to.match(new RegExp(`otklik_lag_seconds\\{group="${group}",topic="${topic}"\\} \\d`))
  })

  it('is that it is ready as long as its servers answer, and what waits for them', async () => {
    expect(await door('/healthz')).to.deep.equal({ status: 200, text: '{"ok":true}' })
    expect(await door('/readyz')).to.deep.equal({ status: 200, text: '{"ok":true}' })
    const { wire } = given()
    wire.cut()
    await post(2)
    const waits = ['intake', 'sweep', 'relay', 'speak'].map((stage) => `otklik_breaker_open{stage="${stage}"}`)
    for (const line of waits)
      await eventually(
        () => figure(line),
        (open) => open === 1,
        WITHIN_MS,
      )
    expect(await door('/healthz')).to.deep.equal({ status: 200, text: '{"ok":true}' })
    expect(await door('/readyz')).to.deep.equal({ status: 503, text: '{"ok":false,"reason":"its servers do not answer"}' })
    wire.heal()
    for (const line of waits)
      await eventually(
        () => figure(line),
        (open) => open === 0,
        WITHIN_MS,
      )
    expect((await door('/readyz')).status).to.equal(200)
  })
})
