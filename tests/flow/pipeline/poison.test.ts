import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { deadLetters, redrive } from '../../../app/dead-letters.ts'
import { collect, postMessage } from '../../../app/flows/collect.ts'
import { drain } from '../../../app/flows/drain.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { replayCollector } from '../../../collectors/replay.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings, type Layer } from '../../../config/load-settings.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import type { Store } from '../../../core/store.ts'
import { aPost } from '../../builders/post.ts'

const good = (number: number): string =>
  JSON.stringify({ id: `vk:comment:-1_${number}`, text: `Яма на дороге номер ${number}, когда почините?` })

/** Line, the field or word its reason names. */
const POISON: readonly (readonly [name: string, line: string, named: string])[] = [
  ['broken JSON', '{"text": "яма', 'not JSON'],
  ['a list instead of an object', '[1,2,3]', 'record'],
  ['no text', '{"id":"vk:comment:-1_1"}', 'text'],
  ['a number for a text', '{"text":5}', 'text'],
  ['a text of 5 MB', JSON.stringify({ text: 'я'.repeat(5_000_000) }), 'longer than'],
  ['a text of 200 000 letters', JSON.stringify({ text: 'я'.repeat(200_000) }), 'text'],
  ['NUL', '{"text":"яма\\u0000"}', 'text'],
  ['half a surrogate pair', '{"text":"яма \\ud83d"}', 'text'],
  ['a time before anything was written', '{"text":"яма","createdAt":"1812-09-07T00:00:00Z"}', 'createdAt'],
  ['a time to come', '{"text":"яма","createdAt":"2999-01-01T00:00:00Z"}', 'createdAt'],
  ['not a time', '{"text":"яма","createdAt":"вчера"}', 'createdAt'],
  ['an unknown platform', '{"text":"яма","platform":"myspace"}', 'platform'],
  ['an id of no platform', '{"text":"яма","id":"1234"}', 'id'],
  ['a link that runs a script', '{"text":"яма","url":"javascript:alert(1)"}', 'url'],
  ['an impossible place on earth', '{"text":"яма","geo":{"lat":500,"lon":0}}', 'geo.lat'],
]

describe('Poison', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-poison-'))
  const values: Layer['values'] = { data: folder, demo: false, logLevel: 'silent' }
  const settings = settingsWithRoles(loadSettings([{ name: 'test', values }]), ['classify', 'route'])
  const region = loadRegion('kursk')
  let store: Store

  before(async () => {
    store = await openFolder(settings)
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const flow = async (): Promise<void> => {
    const stages = await stagesOf({ settings, store, signal: new AbortController().signal }, region)
    await drain(frameOf(store, logger(settings, 'test')), stages, {
      until: Promise.resolve(),
      signal: new AbortController().signal,
      seen: () => null,
    })
  }
  async function letters() {
    const all = []
    for await (const one of deadLetters(store)) all.push(one)
    return all
  }

  it('goes to the dead letters with line and reason, and what stands around it goes on', async () => {
    const lines = POISON.flatMap(([, line], index) => [good(index), line])
    async function* input() {
      for (const line of lines) yield `${line}\n`
    }
    const collector = replayCollector({ name: 'poison', input: input(), format: 'ndjson', now: Date.now })
    const { posts, dead } = await collect({ store, now: Date.now }, collector, new AbortController().signal)
    expect([posts, dead]).to.deep.equal([POISON.length, POISON.length])
    await flow()
    expect(await store.documents.count({ collection: 'posts' })).to.equal(POISON.length)
    const reasons = (await letters()).map((one) => one.reason)
    POISON.forEach(([name, , named], index) => {
      const own = reasons.find((reason) => reason.startsWith(`line ${index * 2 + 2}:`))
      expect(own, name).to.include(named)
    })
  })

  it('on the log itself is set aside by the stage that meets it, and what comes after is read', async () => {
    const message = postMessage(aPost({ id: 'vk:comment:-2_1', rootId: 'vk:wall:-2_1' }))
    const broken = [
      { ...message, value: '{"id":' },
      { ...message, value: '{"id":"vk:comment:-2_2","text":7}' },
      { ...message, value: '[]', headers: { ...message.headers, ce_type: 'otklik.post.v9' } },
    ]
    await store.log.append([...broken, postMessage(aPost({ id: 'vk:comment:-2_9', rootId: 'vk:wall:-2_1' }))])
    await flow()
    expect(await store.documents.get('posts', 'vk:comment:-2_9')).not.to.equal(null)
    const own = (await letters()).filter((one) => one.stage === 'classify')
    expect(own.map((one) => one.reason.slice(0, 24))).to.have.length(3)
    expect(own[2]?.reason).to.include('version 9')
    expect(own[0]?.message.headers['x-orig-topic']).to.equal('posts')
  })

  it('can be driven again once its cause is gone', async () => {
    const post = aPost({ id: 'vk:comment:-3_1', rootId: 'vk:wall:-3_1' })
    const message = postMessage(post)
    await store.log.append([{ ...message, headers: { ...message.headers, ce_type: 'otklik.post.v9' } }])
    await flow()
    const [letter] = (await letters()).filter((one) => one.message.key === post.rootId)
    if (letter === undefined) throw new Error('no dead letter')
    const cured = { ...letter, message: { ...letter.message, headers: { ...letter.message.headers, ce_type: 'otklik.post.v1' } } }
    await redrive(store, cured, Date.now())
    await flow()
    expect(await store.documents.get('posts', post.id)).not.to.equal(null)
    const again = (await letters()).find((one) => one.place === letter.place)
    expect(again?.redrivenAt).to.be.a('number')
  })
})
