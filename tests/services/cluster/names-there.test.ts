import type { Client } from '@elastic/elasticsearch'
import { expect } from 'chai'
import type { ElasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { lookAtIndices } from '../../../adapters/elasticsearch/indices.ts'
import { storeMigration } from '../../../adapters/elasticsearch/moving/migrate-store.ts'
import { placesOf } from '../../../adapters/elasticsearch/places.ts'
import { assertAnswers } from '../../../app/readiness.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'
import { failure } from '../../contract/subject.ts'
import { aCase, aPost, create, MONTHS } from './moving-documents.ts'
import { type Installation, withInstallation } from './moving-installation.ts'

/** With a case in it. */
const withCase = (work: (installation: Installation, documents: ElasticsearchDocuments) => Promise<void>) =>
  withInstallation(async (installation) => {
    const documents = installation.open()
    await documents.write(aCase('a', { n: 1 }, create))
    await work(installation, documents)
  })

/** What every search of cases ends with. */
const searches = (documents: ElasticsearchDocuments): Promise<readonly unknown[]> =>
  Promise.all(
    [
      documents.query({ collection: 'cases', limit: 5 }),
      documents.count({ collection: 'cases' }),
      documents.facet({ collection: 'cases', field: 'state', limit: 5 }),
      documents.owing(5),
    ].map(failure),
  )

/** What a process says whether it is ready; the log is well. */
const readiness = (documents: ElasticsearchDocuments): Promise<void> =>
  assertAnswers({ documents, log: { ranges: async () => [] } } as unknown as Store)

/** What a start, the plan of a migration and whoever looks say. */
const told = async ({ client, prefix, open }: Installation): Promise<readonly unknown[]> =>
  Promise.all([open().ensure(), storeMigration(client, prefix), lookAtIndices(client, placesOf(prefix))].map(failure))

function expectTold(errors: readonly unknown[], words: RegExp): void {
  for (const error of errors) {
    expect(error).to.be.instanceOf(Misconfigured)
    expect((error as Error).message).to.match(words)
  }
}

describe('an index that is not where it must be', function () {
  this.timeout(120_000)

  it('is no empty one when it is closed', () =>
    withCase(async (installation, documents) => {
      const index = `${installation.prefix}cases-1`
      await installation.client.indices.close({ index })
      for (const error of [...(await searches(documents)), await failure(readiness(documents))]) {
        expect(error).to.be.instanceOf(Unavailable)
        expect((error as Error).message).to.include(`the index ${index} is closed: open it (POST ${index}/_open)`)
      }
      expectTold(await told(installation), /the index \S+cases-1 is closed: open it/)
      await installation.client.indices.open({ index })
      expect(await documents.count({ collection: 'cases' })).to.equal(1)
      await readiness(documents)
    }))

  it('is no empty one when its alias is gone, and nothing is made in its place', () =>
    withCase(async (installation, documents) => {
      const { client, prefix } = installation
      const [index, name] = [`${prefix}cases-2`, `${prefix}cases`]
      await client.indices.clone({ index: await writesHeld(client, `${prefix}cases-1`), target: index })
      await client.indices.delete({ index: `${prefix}cases-1` })
      for (const error of [...(await searches(documents)), await failure(readiness(documents))]) {
        expect(error).to.be.instanceOf(Unavailable)
        expect((error as Error).message).to.include(`there is no index and no alias ${name}`)
      }
      expectTold(await told(installation), /the alias \S+cases is gone, and \S+cases-2 is there: give it back/)
      await client.indices.updateAliases({ actions: [{ add: { index, alias: name, is_write_index: true } }] })
      expect(await documents.count({ collection: 'cases' })).to.equal(1)
    }))

  it('is named with the other one where two stand behind a name', () =>
    withCase(async (installation, documents) => {
      const { client, prefix } = installation
      await client.indices.create({ index: `${prefix}cases-2`, aliases: { [`${prefix}cases`]: {} } })
      expectTold([...(await told(installation)), await failure(documents.get('cases', 'a'))], /cases-1\W+(and )?\S+cases-2/)
    }))
})

describe('a template that is lost', function () {
  this.timeout(120_000)

  it('is put back by a start, told by the plan of a migration and by whoever looks', () =>
    withInstallation(async ({ client, prefix, open }) => {
      await open().write(aPost('a', MONTHS[0]!, { n: 1 }, create))
      const name = `${prefix}posts`
      await client.indices.deleteIndexTemplate({ name })
      const said = `Elasticsearch lacks the template ${name}: run "otklik migrate --store"`
      expect(((await failure(lookAtIndices(client, placesOf(prefix)))) as Error).message).to.equal(said)
      const { plan } = await storeMigration(client, prefix)
      expect(plan.filter(({ act }) => act !== 'leave')).to.deep.equal([{ index: name, act: 'make', note: 'template' }])
      await open().ensure()
      expect(await lookAtIndices(client, placesOf(prefix))).to.equal('every index and template is there')
    }))

  it('is told where it is there and lacks a field, though every month has it', () =>
    withInstallation(async ({ client, prefix, open }) => {
      await open().write(aPost('a', MONTHS[0]!, { n: 1 }, create))
      const name = `${prefix}posts`
      const template = { mappings: { properties: { id: { type: 'keyword' as const } } } }
      await client.indices.putIndexTemplate({ name, index_patterns: [`${name}-*`], template })
      expect(((await failure(lookAtIndices(client, placesOf(prefix)))) as Error).message).to.include(
        `of ${name}: run "otklik migrate --store"`,
      )
      const { plan, run } = await storeMigration(client, prefix)
      expect(plan.filter(({ act }) => act !== 'leave').map(({ index, act }) => [index, act])).to.deep.equal([[name, 'add']])
      await run({ keepOld: false, report: () => {} }).next()
      expect(await lookAtIndices(client, placesOf(prefix))).to.equal('every index and template is there')
    }))
})

async function writesHeld(client: Client, index: string): Promise<string> {
  await client.indices.addBlock({ index, block: 'write' })
  return index
}
