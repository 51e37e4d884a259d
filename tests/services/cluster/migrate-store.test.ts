import { spawn } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Client } from '@elastic/elasticsearch'
import { expect } from 'chai'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { type ElasticsearchDocuments, elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { type Moved, storeMigration } from '../../../adapters/elasticsearch/moving/migrate-store.ts'
import type { CollectionName } from '../../../core/collections.ts'
import type { Version, Write } from '../../../core/documents.ts'
import { Conflict, Misconfigured } from '../../../core/errors.ts'
import type { DocumentsHalf } from '../../../core/halves.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { servers } from './servers.ts'
import { standingBetween } from './standing-between.ts'

const CASES = Number(process.env['OTKLIK_TEST_MOVED'] ?? 600)
const MONTHS = ['2025-12', '2026-01']
const COUNTERS = 5
const COMPETITORS = 20

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))

interface Installation {
  readonly nodes: readonly string[]
  readonly prefix: string
  readonly client: Client
  /** One more worker. */
  open(): ElasticsearchDocuments
}

let installations = 0

async function withInstallation(work: (one: Installation) => Promise<void>): Promise<void> {
  const { nodes } = await servers()
  installations += 1
  const prefix = `move-${process.pid}-${installations}-`
  const client = elasticsearchClient({ nodes, auth: null, caFile: null })
  const opened: ElasticsearchDocuments[] = []
  const open = (): ElasticsearchDocuments => {
    const documents = elasticsearchDocuments(elasticsearchClient({ nodes, auth: null, caFile: null }), prefix)
    opened.push(documents)
    return documents
  }
  try {
    await open().ensure()
    await work({ nodes, prefix, client, open })
  } finally {
    for (const documents of opened) await documents.close()
    const made = Object.keys(await client.indices.getAlias({ index: `${prefix}*`, expand_wildcards: 'all' }))
    if (made.length > 0) await client.indices.delete({ index: made })
    await client.indices.deleteIndexTemplate({ name: `${prefix}*` })
    await client.close()
  }
}

/** Templates and indices as a release had them that kept the field as another type. */
async function asOfOlderRelease({ prefix, client }: Installation, collection: CollectionName, field: string): Promise<void> {
  const name = `${prefix}${collection}`
  const { index_templates } = await client.indices.getIndexTemplate({ name })
  const { index_template: template } = index_templates[0]!
  const properties = template.template!.mappings!.properties!
  Object.assign((properties['fields'] as { properties: object }).properties, { [field]: { type: 'keyword' } })
  await client.indices.putIndexTemplate({ name, index_patterns: template.index_patterns, template: template.template! })
  if (collection === 'posts') return
  await client.indices.delete({ index: `${name}-1` })
  await client.indices.create({ index: `${name}-1`, aliases: { [name]: { is_write_index: true } } })
}

const aCase = (id: string, value: object, mode: Write['mode'], owed = false): Write => ({
  collection: 'cases',
  id,
  value,
  fields: { state: 'open', agencies: ['a', 'b'], openedAt: 1, nextAlarmAt: 5 },
  lemmas: 'яма на дорога',
  mode,
  outbox: owed ? [{ topic: 'cases', key: id, value: JSON.stringify(value), headers: {}, at: 1 }] : [],
})
const aPost = (id: string, month: string, value: object, mode: Write['mode']): Write => ({
  collection: 'posts',
  id,
  value,
  fields: { platform: 'vk', createdAt: Date.parse(`${month}-15T00:00:00Z`) },
  lemmas: 'мост через река',
  mode,
})
const put = { kind: 'put' } as const
const create = { kind: 'create' } as const
const monthOf = (number: number): string => MONTHS[number % MONTHS.length]!

async function fill(documents: DocumentsHalf): Promise<void> {
  const text = 'почините дорогу '.repeat(20)
  const numbers = Array.from({ length: CASES }, (_, number) => number)
  await documents.writeAll(numbers.map((number) => aCase(`c${number}`, { number, text }, create)))
  await documents.writeAll(numbers.map((number) => aPost(`p${number}`, monthOf(number), { number, text }, create)))
  // Written over, so that sequence numbers run ahead of the documents.
  await documents.writeAll(
    numbers.filter((number) => number % 3 === 0).map((number) => aPost(`p${number}`, monthOf(number), { number, rev: 2 }, put)),
  )
  await documents.writeAll(Array.from({ length: COUNTERS }, (_, number) => aCase(`counter${number}`, { n: 0 }, create)))
  await documents.writeAll(Array.from({ length: COUNTERS }, (_, number) => aPost(`counter${number}`, monthOf(number), { n: 0 }, create)))
}

/** What was acknowledged last of every document; null once it was removed. */
type History = Map<string, { readonly value: object; readonly version: Version } | null>

interface Writers {
  /** Ends them; throws what any of them met that is not a lost race. */
  stop(): Promise<void>
  readonly history: History
  readonly additions: number[]
  readonly sent: Set<string>
  readonly owed: Set<string>
  longestMs(): number
}

/** Everything workers do to documents, all at once, until stopped. */
function writers(workers: readonly DocumentsHalf[]): Writers {
  const history: History = new Map()
  const additions = Array.from({ length: COUNTERS * 2 }, () => 0)
  const [sent, owed] = [new Set<string>(), new Set<string>()]
  let stopped = false
  let longest = 0
  const worker = (number: number): DocumentsHalf => workers[number % workers.length]!
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const begunAt = performance.now()
    const result = await work
    longest = Math.max(longest, performance.now() - begunAt)
    return result
  }
  const forEver = async (work: (round: number) => Promise<void>): Promise<void> => {
    for (let round = 0; !stopped; round += 1) {
      await work(round).catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error
      })
      await turn()
    }
  }
  const add = (competitor: number) =>
    forEver(async (round) => {
      const counter = (competitor + round) % (COUNTERS * 2)
      const collection = counter < COUNTERS ? 'cases' : 'posts'
      const number = counter % COUNTERS
      const id = `counter${number}`
      const found = await worker(competitor).get<{ n: number }>(collection, id)
      if (found === null) throw new Error(`${collection} ${id} is gone`)
      const [value, mode] = [{ n: found.value.n + 1 }, { kind: 'replace', version: found.version } as const]
      await timed(worker(competitor).write(collection === 'cases' ? aCase(id, value, mode) : aPost(id, monthOf(number), value, mode)))
      additions[counter]! += 1
    })
  const acknowledged = async (one: DocumentsHalf, write: Write): Promise<void> => {
    const result = await timed(one.write(write))
    if (result.kind === 'written') history.set(`${write.collection}/${write.id}`, { value: write.value as object, version: result.version })
  }
  const running = [
    ...Array.from({ length: COMPETITORS }, (_, competitor) => add(competitor)),
    forEver((round) => acknowledged(worker(0), aPost(`new${round}`, monthOf(round), { round }, create))),
    forEver(async (round) => {
      owed.add(`owing${round}`)
      await acknowledged(worker(1), aCase(`owing${round}`, { round }, create, true))
    }),
    forEver((round) => acknowledged(worker(2), aCase(`c${(round * 7) % CASES}`, { round, put: true }, put))),
    forEver((round) =>
      acknowledged(worker(0), aPost(`p${(round * 11) % CASES}`, monthOf((round * 11) % CASES), { round, put: true }, put)),
    ),
    forEver(async (round) => {
      const id = `gone${round}`
      await acknowledged(worker(1), aPost(id, monthOf(round), { round }, create))
      expect(await timed(worker(1).remove('posts', id))).to.equal(true)
      history.set(`posts/${id}`, null)
    }),
    forEver(async () => {
      for (const { messages, sent: mark } of await worker(2).owing(50)) {
        for (const { key } of messages) sent.add(key)
        await mark()
      }
    }),
  ]
  // What one meets ends them all.
  for (const one of running) one.catch(() => (stopped = true))
  return {
    history,
    additions,
    sent,
    owed,
    longestMs: () => longest,
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}

async function assertHistory(documents: DocumentsHalf, { history, additions }: Writers): Promise<void> {
  for (const [counter, count] of additions.entries()) {
    const found = await documents.get<{ n: number }>(counter < COUNTERS ? 'cases' : 'posts', `counter${counter % COUNTERS}`)
    expect(found?.value.n, `additions to counter ${counter}`).to.equal(count)
  }
  const wrong: string[] = []
  await Promise.all(
    [...history].map(async ([name, expected]) => {
      const [collection, id] = name.split('/') as [CollectionName, string]
      const found = await documents.get(collection, id)
      if (JSON.stringify(found?.value) !== JSON.stringify(expected?.value) || found?.version !== expected?.version) wrong.push(name)
    }),
  )
  expect(wrong).to.deep.equal([])
}

const moves = async (installation: Installation, anew: readonly CollectionName[] = []): Promise<Moved[]> => {
  const migration = await storeMigration(installation.client, installation.prefix, anew)
  const moved: Moved[] = []
  for await (const one of migration.run({ keepOld: false, report: () => {} })) moved.push(one)
  return moved
}

/** The command that copies the cases anew, in a process of its own. */
function command({ prefix, nodes }: Installation) {
  const shared = { OTKLIK_LOG: 'kafka', OTKLIK_STORE: 'elasticsearch', OTKLIK_KAFKA__BROKERS: '127.0.0.1:1' }
  const own = { OTKLIK_ELASTICSEARCH__NODES: nodes.join(), OTKLIK_ELASTICSEARCH__PREFIX: prefix }
  const child = spawn(process.execPath, [bin, 'migrate', '--store', '--anew', 'cases'], {
    env: { ...process.env, ...shared, ...own },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, exited, errors: () => errors, isOver: () => child.exitCode !== null }
}

const typeOf = async ({ client, prefix }: Installation, index: string, field: string): Promise<string | undefined> => {
  const { mappings } = Object.values(await client.indices.getMapping({ index: `${prefix}${index}` }))[0]!
  const { fields } = mappings.properties as Record<string, { properties: Record<string, { type: string }> }>
  return fields?.properties[field]?.type
}

describe('documents that move to another index while workers write', function () {
  this.timeout(600_000)

  it('keep every acknowledged write with its version, and lose no update of twenty that compete', () =>
    withInstallation(async (installation) => {
      await asOfOlderRelease(installation, 'cases', 'nextAlarmAt')
      await asOfOlderRelease(installation, 'posts', 'collectedAt')
      const workers = [installation.open(), installation.open(), installation.open()]
      await fill(workers[0]!)
      const all = writers(workers)
      const moved = await moves(installation)
      // Once more, from the indices that the first move has made.
      moved.push(...(await moves(installation, ['posts'])))
      await all.stop()
      const names = [2, 3].flatMap((number) => MONTHS.map((month) => `posts.${number}-${month}`))
      expect(moved.map((one) => one.to.slice(installation.prefix.length)).toSorted()).to.deep.equal(['cases-2', ...names].toSorted())
      const held = moved.map((one) => Math.round(one.heldMs))
      console.log(
        `      writes held for ms: ${held.join(', ')}; longest write ${Math.round(all.longestMs())} ms; ${all.history.size} written`,
      )
      expect(await typeOf(installation, 'cases', 'nextAlarmAt')).to.equal('long')
      expect(await typeOf(installation, 'posts-2026-01', 'collectedAt')).to.equal('long')
      const fresh = installation.open()
      await fresh.ensure()
      await assertHistory(fresh, all)
      await installation.client.indices.refresh({ index: `${installation.prefix}posts-*` })
      expect(await fresh.count({ collection: 'posts', words: [['мост']] })).to.equal(
        CASES + COUNTERS + [...all.history].filter(([name, value]) => /posts\/new/.test(name) && value !== null).length,
      )
      for (let owing = await fresh.owing(50); owing.length > 0; owing = await fresh.owing(50))
        for (const { messages, sent } of owing) {
          for (const { key } of messages) all.sent.add(key)
          await sent()
        }
      expect([...all.owed].filter((id) => !all.sent.has(id))).to.deep.equal([])
      expect(await failure(installation.client.indices.get({ index: `${installation.prefix}cases-1` }))).to.be.an('error')
    }))

  it('refuse a compare-and-set that was prepared against the old index', () =>
    withInstallation(async (installation) => {
      const documents = installation.open()
      for (const write of [aCase('a', { n: 1 }, create), aPost('a', MONTHS[0]!, { n: 1 }, create)]) {
        await documents.write(write)
        const stale = (await documents.get(write.collection, 'a'))!.version
        await documents.write({ ...write, value: { n: 2 }, mode: { kind: 'replace', version: stale } })
        await moves(installation, [write.collection])
        const late = documents.write({ ...write, value: { n: 3 }, mode: { kind: 'replace', version: stale } })
        expect(await failure(late)).to.be.instanceOf(Conflict)
        // A version read before the move is still that of the document after it.
        const current = (await documents.get(write.collection, 'a'))!
        await moves(installation, [write.collection])
        expect((await documents.write({ ...write, value: { n: 4 }, mode: { kind: 'replace', version: current.version } })).kind).to.equal(
          'written',
        )
      }
    }))

  it('are gone on with by the next run, whenever the last one was killed', () =>
    withInstallation(async (installation) => {
      const workers = [installation.open(), installation.open(), installation.open()]
      await fill(workers[0]!)
      const all = writers(workers)
      const { client, prefix } = installation
      const states = [
        () => client.indices.existsAlias({ name: `${prefix}cases-2.copying-*` }),
        async () => (await client.count({ index: `${prefix}cases-2` }).catch(() => ({ count: 0 }))).count > 0,
        async () => JSON.stringify(await client.indices.getSettings({ index: `${prefix}cases*` })).includes('"write":"true"'),
      ]
      for (const reached of states) {
        const run = command(installation)
        // What is over too fast to be met in that state is done, and the next run has nothing to go on with.
        await eventually(async () => run.isOver() || (await reached()), Boolean, 60_000)
        run.child.kill('SIGKILL')
        await run.exited
      }
      expect(await command(installation).exited).to.equal(0)
      await all.stop()
      await assertHistory(installation.open(), all)
      const left = Object.keys(await client.indices.getAlias({ index: `${prefix}cases*`, expand_wildcards: 'all' }))
      expect(left).to.have.length(1)
    }))

  it('are not touched any more by a run that another one has taken over from', () =>
    withInstallation(async (installation) => {
      const workers = [installation.open(), installation.open(), installation.open()]
      await fill(workers[0]!)
      const between = await standingBetween(installation.nodes[0]!)
      const slow = elasticsearchClient({ nodes: [between.address], auth: null, caFile: null })
      const held = between.holdNext('/_bulk')
      const late = failure(moves({ ...installation, client: slow }, ['cases']))
      const goOn = await held
      const all = writers(workers)
      expect(await moves(installation, ['cases'])).to.have.length(1)
      await all.stop()
      goOn()
      const error = await late
      expect(error).to.be.instanceOf(Conflict)
      expect((error as Error).message).to.match(/^Another migration has taken over/)
      await assertHistory(installation.open(), all)
      await slow.close()
      await between.stop()
    }))

  it('are left alone by a run that was planned before another one had moved them', () =>
    withInstallation(async (installation) => {
      const documents = installation.open()
      await documents.writeAll([aCase('a', { n: 1 }, create), aPost('a', MONTHS[0]!, { n: 1 }, create)])
      for (const collection of ['cases', 'posts'] as const) {
        const planned = await storeMigration(installation.client, installation.prefix, [collection])
        await moves(installation, [collection])
        const late = planned.run({ keepOld: false, report: () => {} }).next()
        expect(await failure(late)).to.be.instanceOf(Conflict)
        expect((await documents.get(collection, 'a'))?.value).to.deep.equal({ n: 1 })
      }
    }))

  it('stay where they are when the new mapping refuses one, and say which', () =>
    withInstallation(async (installation) => {
      await asOfOlderRelease(installation, 'cases', 'nextAlarmAt')
      const documents = installation.open()
      await installation.client.index({
        index: `${installation.prefix}cases`,
        id: 'odd',
        document: { id: 'odd', value: 1, fields: { nextAlarmAt: 'soon' }, outbox: [], owes: false, writeId: 'w' },
      })
      const error = await failure(moves(installation))
      expect((error as Error).message).to.match(/cases-1 cannot move to the declared fields: .*odd.*nextAlarmAt/s)
      expect((await documents.write(aCase('a', {}, create))).kind).to.equal('written')
    }))

  it('are told of by a worker that finds another type than it declares', () =>
    withInstallation(async (installation) => {
      await asOfOlderRelease(installation, 'cases', 'nextAlarmAt')
      const error = await failure(installation.open().ensure())
      expect(error).to.be.instanceOf(Misconfigured)
      expect((error as Error).message).to.match(
        /^Elasticsearch keeps cases\.nextAlarmAt as keyword in \S+cases-1, and this release declares long: run "otklik migrate --store"/,
      )
    }))
})
