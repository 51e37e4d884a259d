import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { postMessage } from '../../../app/flows/collect.ts'
import { openFolder, STORE_FILE } from '../../../app/open-store.ts'
import { COPIED } from '../../../app/recovery/copy-documents.ts'
import { migrated } from '../../../app/recovery/migrate.ts'
import { migrationIn } from '../../../app/recovery/migration-state.ts'
import { Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'
import { AGENCY_IDS, flow, liveIn } from '../../builders/lived-in.ts'
import { byKey, messagesOf } from '../../builders/messages-of.ts'
import { aPost } from '../../builders/post.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { rawDocuments } from '../../flow/recovery/raw-documents.ts'
import { type Fleet, fleet } from './fleet.ts'
import { rawIndexed } from './raw-indices.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const POSTS = 90
const WITHIN_MS = 180_000

describe('otklik migrate on Kafka and Elasticsearch', function () {
  this.timeout(600_000)
  const root = mkdtempSync(join(tmpdir(), 'otklik-growing-'))
  const [source, back] = [join(root, 'source'), join(root, 'back')]
  const late = [1, 2, 3, 4].map((number) => `vk:wall:-2_${number}` as const)
  let all: Fleet
  before(async () => {
    all = await fleet({ OTKLIK_DEMO: 'false' })
    await onFolder(source, async (store) => {
      await liveIn(store, POSTS)
      // Two messages wait for the intake, two for the classifier.
      const messages = late.map((id) =>
        postMessage(aPost({ id, rootId: id, text: `Яма ${id} в Рыльске, когда почините?`, collectedAt: Date.now() })),
      )
      await store.log.append(messages.slice(0, 2))
      await flow(store, ['classify'])
      await store.log.append(messages.slice(2))
    })
  })
  after(async () => {
    await all.dispose()
    rmSync(root, { recursive: true, force: true })
  })

  async function onFolder<T>(data: string, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openFolder({ data }, AGENCY_IDS)
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }
  async function onCluster<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await all.open()
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }
  const migrate = (to: string, data: string) => all.cli(['migrate', '--to', to, '--data', data, '--json'])
  const raw = (folder: string) => COPIED.map((name) => [name, rawDocuments(join(folder, STORE_FILE), name)] as const)

  it('is killed in the middle of the messages and of the documents, goes on, and both sides are the same', async () => {
    const killed = { messages: 0, documents: 0 }
    await onCluster(async (store) => {
      for (const part of ['messages', 'documents'] as const) {
        const child = spawn(process.execPath, [bin, 'migrate', '--to', 'cluster', '--data', source], {
          env: { ...process.env, ...environment() },
          stdio: 'ignore',
        })
        const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
        const state = await eventually(
          () => migrationIn(store),
          (found) => found !== null && Object.keys(part === 'messages' ? found.topics : found.collections).length > 1,
          WITHIN_MS,
        )
        child.kill('SIGKILL')
        await gone
        killed[part] = Object.keys(state?.topics ?? {}).length
      }
    })
    expect(killed.messages).to.be.above(0)
    expect((await all.cli(['replay', '-'], {})).err).to.include('"otklik migrate" has not finished filling this store')
    const { code, out, err } = await migrate('cluster', source)
    expect(code, err).to.equal(0)
    const { topics, collections } = JSON.parse(out) as Record<'topics' | 'collections', { counts: number[]; hashes: string[] }[]>
    for (const { counts, hashes } of [...topics!, ...collections!]) expect([counts[0], hashes[0]]).to.deep.equal([counts[1], hashes[1]])
    expect(collections!.reduce((sum, { counts }) => sum + counts[0]!, 0)).to.be.above(150)
    expect((await migrate('cluster', source)).err).to.match(/The target has \d+ messages in \S+: migrate never overwrites/)
  })

  function environment(): Record<string, string> {
    const { kafka, elasticsearch } = all.settings
    return {
      OTKLIK_LOG: 'kafka',
      OTKLIK_STORE: 'elasticsearch',
      OTKLIK_KAFKA__BROKERS: kafka.brokers.join(),
      OTKLIK_KAFKA__PREFIX: kafka.prefix,
      OTKLIK_ELASTICSEARCH__NODES: elasticsearch.nodes.join(),
      OTKLIK_ELASTICSEARCH__PREFIX: elasticsearch.prefix,
    }
  }

  it('gives the cluster what the pipeline itself would have written', async () => {
    const cases = (await rawIndexed(all.settings.elasticsearch.prefix, 'cases')).map((one) => JSON.parse(one) as { id: string })
    await onFolder(source, async (store) => {
      const { items } = await store.documents.query({ collection: 'cases', limit: 1000 })
      expect(cases.map(({ id }) => id)).to.deep.equal(items.map(({ id }) => id))
      await onCluster(async (there) => {
        const where = [{ field: 'agencies', is: 'min-transport' }]
        const words = [['яма']]
        for (const query of [{ where }, { words }, { where: [{ field: 'openedAt', from: 0 }] }]) {
          const ids = async (one: Store) =>
            (await one.documents.query({ collection: 'cases', limit: 1000, ...query })).items.map(({ id }) => id)
          expect(await ids(there))
            .to.deep.equal(await ids(store))
            .and.not.to.have.length(0)
        }
      })
    })
  })

  it('comes back as the same folder, document for document and message for message, refusing while workers run', async () => {
    const worker = await all.start(['route'])
    expect((await migrate('embedded', back)).err).to.include('Processes of this installation read as intake')
    expect(await worker.stop()).to.equal(0)
    rmSync(back, { recursive: true, force: true })
    const fresh = await fleet({ OTKLIK_DEMO: 'false' })
    // The worker has read on: what comes back is compared with the cluster, what went there with a second installation.
    const there = await fresh.cli(['migrate', '--to', 'cluster', '--data', source])
    expect(there.code, there.err).to.equal(0)
    const { code, err } = await fresh.cli(['migrate', '--to', 'embedded', '--data', back])
    expect(code, err).to.equal(0)
    expect(raw(back)).to.deep.equal(raw(source))
    await onFolder(back, (store) =>
      onFolder(source, async (before) => {
        for (const { name } of await before.log.topics())
          expect(byKey(await messagesOf(store.log, name)), name).to.deep.equal(byKey(await messagesOf(before.log, name)))
      }),
    )
    await onFolder(back, async (store) => {
      await flow(store, ['classify', 'route', 'publish'])
      for (const id of late) expect(await store.documents.get('cases', `case:${id}`), id).not.to.equal(null)
    })
    await fresh.dispose()
  })

  it('lets the pipeline on the cluster go on with the cases and with what was still to be read', async () => {
    const processes = await Promise.all([all.start(['classify', 'route', 'relay', 'publish']), all.start(['sweep'])])
    await onCluster(async (store) => {
      const before = (await onFolder(source, async (one) => messagesOf(one.log, 'posts.classified'))).length
      const cases = () => Promise.all(late.map((id) => store.documents.get('cases', `case:${id}`)))
      await eventually(cases, (found) => found.every((one) => one !== null), WITHIN_MS)
      await eventually(
        () => messagesOf(store.log, 'posts.classified'),
        (found) => found.length >= before + 2,
        WITHIN_MS,
      )
      expect((await messagesOf(store.log, 'posts.classified')).length).to.equal(before + 2)
    })
    for (const one of processes) expect(await one.stop()).to.equal(0)
    const { code, out } = await all.cli(['verify'])
    expect([code, out.split(',')[1]]).to.deep.equal([0, ' 0 problems\n'])
  })

  it('is called the same though Kafka has dropped what it had given meanwhile', async () => {
    const fresh = await fleet({ OTKLIK_DEMO: 'false' })
    const from = await fresh.open()
    const HOUR_MS = 3_600_000
    const now = Date.now()
    const ages = [7 * 24 * HOUR_MS - HOUR_MS, 7 * 24 * HOUR_MS - HOUR_MS, 0]
    const messages = ages.map((ageMs, id) => ({ ...postMessage(aPost({ id: `vk:wall:-4_${id}` })), at: now - ageMs }))
    await from.log.append(messages)
    await onFolder(join(root, 'long'), async (to) => {
      const away = { ...to, settle: () => Promise.reject(new Unavailable('the folder is away')) }
      const parts = { from, step: () => () => {} }
      await from.documents.write({ collection: 'cursors', id: 'one', value: 1, fields: {}, mode: { kind: 'create' } })
      expect(await failure(migrated({ ...parts, to: away, now: () => now }))).to.be.instanceOf(Unavailable)
      expect(await from.log.retain(now + 2 * HOUR_MS)).to.equal(2)
      const { problems, topics } = await migrated({ ...parts, to, now: () => now + 2 * HOUR_MS })
      expect(problems).to.deep.equal([])
      expect(topics.find(({ topic }) => topic === 'posts')).to.deep.include({ counts: [1, 1], expiring: [0, 2] })
    })
    await from.close()
    await fresh.dispose()
  })
})
