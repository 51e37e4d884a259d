import { expect } from 'chai'
import type { Store } from '../../../core/store.ts'
import { flow, liveIn } from '../../builders/lived-in.ts'
import { type Fleet, fleet } from './fleet.ts'
import { deleteIndices, rawIndexed } from './raw-indices.ts'

const POSTS = 90
const REST = ['publications', 'accounts', 'sessions', 'audit', 'photos', 'cursors'] as const

describe('otklik rebuild --from log on Kafka and Elasticsearch', function () {
  this.timeout(300_000)
  const anew = `anew-${process.pid}-`
  let all: Fleet
  let store: Store
  before(async () => {
    all = await fleet({ OTKLIK_DEMO: 'false' })
    store = await all.open()
    await liveIn(store, POSTS)
  })
  after(async () => {
    await store.close()
    await all.dispose()
    await deleteIndices(anew)
  })
  const rebuild = (...args: readonly string[]) => all.cli(['rebuild', '--from', 'log', '--json', ...args])
  const indexed = (prefix: string, name: Parameters<typeof rawIndexed>[1]) => rawIndexed(prefix, name)
  const own = (): string => all.settings.elasticsearch.prefix

  it('refuses a store that has cases, a prefix that begins alike, and one that workers use', async () => {
    expect((await rebuild()).err).to.match(/has \d+ cases: rebuild never overwrites/)
    expect((await rebuild('--into', `${own()}anew-`)).err).to.include('begin alike')
    const worker = await all.start(['route', 'sweep'])
    expect((await rebuild('--into', anew)).err).to.match(/Processes of this installation (hold sweep|read as intake): stop every one/)
    expect(await worker.stop()).to.equal(0)
  })

  it('makes every case again under a new prefix, with all it is found by, and copies the rest', async () => {
    const { code, out, err } = await rebuild('--into', anew)
    expect(code, err).to.equal(0)
    const said = JSON.parse(out) as { cases: number; old: { same: number; changed: string[] }; again: number }
    expect(said.cases).to.be.above(30)
    expect([said.old.same, said.old.changed, said.again]).to.deep.equal([said.cases, [], 0])
    expect(await indexed(anew, 'cases')).to.deep.equal(await indexed(own(), 'cases'))
    for (const name of ['posts', ...REST] as const) {
      const made = await indexed(anew, name)
      expect(made, name)
        .to.deep.equal(await indexed(own(), name))
        .and.not.to.have.length(0)
    }
    const { code: verified, out: words } = await all.cli(['verify'], { OTKLIK_ELASTICSEARCH__PREFIX: anew })
    expect([verified, words]).to.deep.equal([0, `${said.cases} cases checked, 0 problems\n`])
    expect((await rebuild('--into', anew)).err).to.include('rebuild never overwrites')
  })

  it('fills the indices of an installation that has lost them all, and work goes on', async () => {
    const [cases, posts] = [await indexed(own(), 'cases'), await indexed(own(), 'posts')]
    await store.close()
    await deleteIndices(own())
    const { code, out } = await rebuild()
    expect(code).to.equal(0)
    expect(await indexed(own(), 'cases')).to.deep.equal(cases)
    expect(await indexed(own(), 'posts')).to.deep.equal(posts)
    expect((JSON.parse(out) as { publications: number }).publications).to.be.above(0)
    store = await all.open()
    await flow(store, ['classify', 'route', 'publish'])
    expect(await indexed(own(), 'cases')).to.deep.equal(cases)
    expect(await store.relay()).to.equal(0)
  })
})
