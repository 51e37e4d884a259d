import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@elastic/elasticsearch'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { type ElasticsearchDocuments, elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { openFolder } from '../../../app/open-store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { story } from '../../builders/case.ts'
import { otklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'
import { AGENCY_IDS, liveIn } from '../../builders/lived-in.ts'
import { type Account, type StrictServers, strictServers } from '../servers/strict.ts'
import { allow, COMMANDS, ROLES } from './documented-rights.ts'
import { figureOf } from './figure.ts'
import { ran } from './fleet.ts'

const { CREATE, READ, WRITE, DELETE, DESCRIBE, DESCRIBE_CONFIGS } = kafkajs.AclOperationTypes
const START_WITHIN_MS = 300_000

describe('commands with the documented rights alone', function () {
  this.timeout(120_000)
  let strict: StrictServers
  const PREFIX = 'otklik-moved-'
  const root = mkdtempSync(join(tmpdir(), 'otklik-rights-'))
  const [source, back, snapshot] = [join(root, 'source'), join(root, 'back'), join(tmpdir(), `otklik-rights-snapshot-${process.pid}`)]
  before(async function () {
    this.timeout(START_WITHIN_MS)
    strict = await strictServers(ROLES, COMMANDS)
    const store = await openFolder({ data: source }, AGENCY_IDS)
    await liveIn(store, 8)
    await store.close()
    await allow(strict, 'to-cluster', { topics: [CREATE, READ, WRITE, DESCRIBE_CONFIGS], groups: [READ] })
    await allow(strict, 'to-embedded', { topics: [READ, WRITE, DESCRIBE_CONFIGS], groups: [READ] })
    await allow(strict, 'rebuild', { topics: [READ, WRITE, DESCRIBE_CONFIGS], groups: [READ] })
    await allow(strict, 'backup', { topics: [DESCRIBE, DESCRIBE_CONFIGS], groups: [] })
  })
  after(async () => {
    await strict?.stop()
    for (const folder of [root, snapshot]) rmSync(folder, { recursive: true, force: true })
  })

  function environment({ username, password }: Account): Readonly<Record<string, string>> {
    return {
      OTKLIK_LOG: 'kafka',
      OTKLIK_STORE: 'elasticsearch',
      OTKLIK_KAFKA__BROKERS: strict.kafka.address,
      OTKLIK_KAFKA__PREFIX: PREFIX,
      OTKLIK_KAFKA__PARTITIONS: '2',
      OTKLIK_KAFKA__CA_FILE: strict.ca,
      OTKLIK_KAFKA__SASL__USERNAME: username,
      OTKLIK_KAFKA__SASL__PASSWORD: password,
      OTKLIK_ELASTICSEARCH__NODES: strict.elasticsearch.address,
      OTKLIK_ELASTICSEARCH__PREFIX: PREFIX,
      OTKLIK_ELASTICSEARCH__CA_FILE: strict.ca,
      OTKLIK_ELASTICSEARCH__AUTH__USERNAME: username,
      OTKLIK_ELASTICSEARCH__AUTH__PASSWORD: password,
    }
  }
  async function succeeds(account: (typeof COMMANDS)[number], ...args: readonly string[]): Promise<void> {
    const { code, err } = await ran(args, environment(strict.others[account]!))
    expect(code, err).to.equal(0)
  }
  /** As an administrator. */
  async function onDocuments(work: (documents: ElasticsearchDocuments, client: Client) => Promise<void>): Promise<void> {
    const client = elasticsearchClient({ nodes: [strict.elasticsearch.address], auth: strict.administrator, caFile: strict.ca })
    const documents = elasticsearchDocuments(client, PREFIX)
    await work(documents, client)
    await documents.close()
  }

  it('moves a data folder to the servers', () => succeeds('to-cluster', 'migrate', '--to', 'cluster', '--data', source))

  it('lets workers and console run with those of a worker, from a collected message to what a case owes', async () => {
    await allow(strict, 'worker', { topics: [READ, WRITE, DESCRIBE_CONFIGS, DELETE], groups: [READ] })
    const running = await otklikProcess({ ...environment(strict.worker), OTKLIK_DEMO: 'true', OTKLIK_DEMO_PER_MINUTE: '600' })
    try {
      const done = ['classifier', 'intake', 'publisher'].map((stage) => `otklik_batch_messages_count{stage="${stage}"}`)
      for (const name of [...done, 'otklik_relayed_messages_total', 'otklik_lease_held{lease="sweep"}'])
        await eventually(
          () => figureOf(running, name),
          (figure) => figure > 0,
          60_000,
        )
      expect(running.log()).not.to.match(/security_exception|AUTHORIZATION_FAILED|unauthorized/i)
    } finally {
      await running.dispose()
    }
  })

  it('adds who may sign in, corrects the calendar, shows dead letters and checks the store with those of a worker', async () => {
    const password = join(root, 'password')
    writeFileSync(password, 'a password of some length')
    const account = ['add', 'ivanova', '--name', 'Иванова', '--role', 'curator', '--password-file', password]
    const correction = ['calendar', 'apply', '--reason', 'a decree']
    for (const words of [['accounts', ...account], ['accounts', 'disable', 'ivanova'], correction, ['dead', 'list'], ['verify']]) {
      const { code, err } = await ran(words, environment(strict.worker))
      expect(code, err).to.equal(0)
    }
  })

  /** A case that owes its facts to the log. */
  async function owe(): Promise<void> {
    const { current } = story('17.03.2026 10:00')
    await onDocuments(async (documents) => void (await documents.write(caseWrite(current, current.facts, { kind: 'put' }))))
  }

  it('makes the cases anew from the log under another prefix, with what the documents still owe to the log', async () => {
    await owe()
    await succeeds('rebuild', 'rebuild', '--from', 'log', '--into', 'otklik-anew-')
  })

  it('brings the servers back to a data folder, with what the documents still owe to the log', async () => {
    await owe()
    await succeeds('to-embedded', 'migrate', '--to', 'embedded', '--data', back)
  })

  it('writes a snapshot and brings it back in the place of empty indices', async () => {
    await succeeds('backup', 'backup', snapshot)
    await onDocuments(async (documents, client) => {
      await client.indices.delete({ index: Object.keys(await client.indices.getAlias({ index: `${PREFIX}*` })) })
      await documents.ensure()
    })
    await succeeds('restore', 'restore', snapshot)
  })
})
