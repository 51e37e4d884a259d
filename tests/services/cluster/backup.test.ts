import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@elastic/elasticsearch'
import { expect } from 'chai'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { COPIED } from '../../../app/recovery/copy-documents.ts'
import type { CollectionName } from '../../../core/collections.ts'
import type { Store } from '../../../core/store.ts'
import { liveIn } from '../../builders/lived-in.ts'
import { type Fleet, fleet } from './fleet.ts'
import { deleteIndices, rawIndexed, templatesOf } from './raw-indices.ts'
import { servers } from './servers.ts'

describe('backup, restore and verify on Elasticsearch', function () {
  this.timeout(300_000)
  // The node writes it, as the account it runs as.
  const folder = join(tmpdir(), `otklik-snapshot-${process.pid}`)
  let all: Fleet
  let store: Store
  before(async () => {
    all = await fleet({ OTKLIK_DEMO: 'false' })
    store = await all.open()
    await liveIn(store, 30)
  })
  after(async () => {
    await store.close()
    await all.dispose()
  })
  const prefix = (): string => all.settings.elasticsearch.prefix
  const everything = () => Promise.all(COPIED.map(async (name) => [name, await rawIndexed(prefix(), name)] as const))
  const hidden = 'accounts-9'
  const own = async (): Promise<Client> => elasticsearchClient({ nodes: (await servers()).nodes, auth: null, caFile: null })
  const named = async (client: Client) =>
    Object.keys(await client.indices.getAlias({ index: `${prefix()}*`, expand_wildcards: 'all' })).toSorted()
  /** As a copy on its way is made. */
  const makeHidden = (client: Client, index: string, alias: string) =>
    client.indices.create({ index, settings: { number_of_shards: 1, hidden: true }, aliases: { [alias]: { is_hidden: true } } })

  it('gives back every document as it lay there, and the cases agree with their facts', async () => {
    const before = await everything()
    expect((await all.cli(['backup', folder])).out).to.equal(`snapshot of the documents written to ${folder}\n`)
    expect((await all.cli(['restore', folder])).err).to.match(/hold \d+ documents: restore never overwrites/)
    await store.close()
    const templates = await templatesOf(prefix())
    await deleteIndices(prefix())
    const { code, out, err } = await all.cli(['restore', folder])
    expect(code, err).to.equal(0)
    expect(out).to.match(/^\d+ documents restored from /)
    expect(await everything()).to.deep.equal(before)
    // The next month is made from them, and no snapshot holds them.
    expect(await templatesOf(prefix())).to.deep.equal(templates)
    expect((await all.cli(['verify'])).out).to.match(/^[1-9]\d* cases checked, 0 problems\n$/)
    store = await all.open()
    expect(await store.documents.count({ collection: 'cases' })).to.be.above(10)
  })

  it('takes the place of what processes that are gone have made anew, with nothing in it but their leases', async () => {
    await store.close()
    const client = await own()
    const before = await everything()
    await deleteIndices(prefix())
    const started = await all.open()
    const keep = (collection: CollectionName, id: string, value: object) =>
      started.documents.write({ collection, id, value, fields: {}, mode: { kind: 'put' } })
    await keep('leases', 'relay', { holder: null, token: 1, renewals: 3 })
    await keep('leases', 'sweep', { holder: 'killed', token: 1, renewals: 3 })
    await keep('accounts', 'administrator', { id: 'administrator' })
    const [index] = Object.keys(await client.indices.getAlias({ index: `${prefix()}accounts` }))
    expect((await all.cli(['restore', folder])).err).to.include(
      `hold 1 documents: restore never overwrites (accounts 1). If nothing of that is wanted, stop every process and delete them: DELETE ${index}`,
    )
    await started.documents.remove('accounts', 'administrator')
    const renewing = setInterval(() => void keep('leases', 'sweep', { holder: 'alive', token: 2, renewals: Date.now() }), 1000)
    expect((await all.cli(['restore', folder])).err).to.include('which hold sweep: stop them first')
    clearInterval(renewing)
    await started.close()
    const { code, err } = await all.cli(['restore', folder])
    expect(code, err).to.equal(0)
    expect(await everything()).to.deep.equal(before)
    await client.close()
    store = await all.open()
  })

  it('leaves out hidden indices and those of a prefix that goes on, and takes one in use that is still hidden', async () => {
    const client = await own()
    const [copy, other, before] = [`${prefix()}${hidden}`, `${prefix()}other-cases-1`, await everything()]
    const kept = await named(client)
    await makeHidden(client, copy, `${copy}.copying-1`)
    await client.indices.create({ index: other })
    const [cases = ''] = Object.keys(await client.indices.getAlias({ index: `${prefix()}cases` }))
    await client.indices.putSettings({ index: cases, settings: { 'index.hidden': true } })
    const { code, err } = await all.cli(['backup', `${folder}-used`])
    expect(code, err).to.equal(0)
    await store.close()
    await deleteIndices(prefix())
    expect((await all.cli(['restore', `${folder}-used`])).code).to.equal(0)
    expect(await named(client)).to.deep.equal(kept)
    await client.indices.putSettings({ index: cases, settings: { 'index.hidden': null } })
    expect(await everything()).to.deep.equal(before)
    await client.close()
    store = await all.open()
  })

  it('drops the hidden indices of a snapshot that holds some, and says beforehand where a name is taken', async () => {
    const client = await own()
    const [copy, before] = [`${prefix()}${hidden}`, await everything()]
    const kept = await named(client)
    await makeHidden(client, copy, `${copy}.copying-1`)
    const repository = `whole-${process.pid}`
    await client.snapshot.createRepository({ name: repository, repository: { type: 'fs', settings: { location: `${folder}-whole` } } })
    const whole = { indices: `${prefix()}*`, expand_wildcards: 'all', include_global_state: false } as const
    await client.snapshot.create({ repository, snapshot: 'otklik', ...whole, wait_for_completion: true })
    await client.snapshot.deleteRepository({ name: repository })
    await store.close()
    await deleteIndices(prefix())
    await (await all.open()).close()
    await makeHidden(client, copy, `${copy}.copying-1`)
    const there = await named(client)
    expect((await all.cli(['restore', `${folder}-whole`])).err).to.include(`has an index ${copy}, and one of that name is there`)
    expect(await named(client)).to.deep.equal(there)
    await client.indices.delete({ index: copy })
    const { code, err } = await all.cli(['restore', `${folder}-whole`])
    expect(code, err).to.equal(0)
    expect(await named(client)).to.deep.equal(kept)
    expect(await everything()).to.deep.equal(before)
    await client.close()
    store = await all.open()
  })

  it('says in one sentence what a folder is not good for', async () => {
    const backup = (where: string) => all.cli(['backup', where])
    expect((await backup(folder)).err).to.include(`${folder} holds a backup already`)
    expect((await backup('/nowhere/at/all')).err).to.match(/^otklik backup: [^]*path\.repo/)
    await deleteIndices(prefix())
    expect((await all.cli(['restore', join(tmpdir(), `otklik-nothing-${process.pid}`)])).code).to.equal(1)
    const other = { OTKLIK_ELASTICSEARCH__PREFIX: `other-${process.pid}-` }
    expect((await all.cli(['restore', folder], other)).err).to.include('which does not begin with other-')
  })
})
