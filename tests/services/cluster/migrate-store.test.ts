import { expect } from 'chai'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { storeMigration } from '../../../adapters/elasticsearch/moving/migrate-store.ts'
import { Conflict, Misconfigured } from '../../../core/errors.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { aCase, aPost, CASES, COUNTERS, create, fill, MONTHS } from './moving-documents.ts'
import { asOfOlderRelease, command, moves, typeOf, withInstallation } from './moving-installation.ts'
import { assertHistory, writers } from './moving-writers.ts'
import { standingBetween } from './standing-between.ts'

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
      const last = command(installation)
      expect(await last.exited, last.errors()).to.equal(0)
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
