import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { ran, ranBeside } from './ran.ts'

/** Nobody listens there. */
const DEAD = '127.0.0.1:1'
/** Its own limit of eight seconds, and a machine that has other work. */
const AT_MOST_MS = 25_000

interface Found {
  readonly name: string
  readonly ok: boolean
  readonly found: string
}

describe('A doctor', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-doctor-'))
  after(() => rmSync(folder, { recursive: true }))

  /** What it says of each thing it has looked at, and its exit code. */
  async function seen(env: Readonly<Record<string, string>>) {
    const { code, out } = await ranBeside(['doctor', '--json'], { OTKLIK_PORT: '0', OTKLIK_DATA: join(folder, 'data'), ...env })
    const lines = out.trim().split('\n')
    const checks = new Map(lines.map((line) => JSON.parse(line) as Found).map((one) => [one.name, one]))
    return { code, names: [...checks.keys()], of: (name: string) => checks.get(name) }
  }
  const servers = (kafka: string, elasticsearch: string, client: KafkaClient = 'kafkajs') => ({
    OTKLIK_LOG: 'kafka',
    OTKLIK_STORE: 'elasticsearch',
    OTKLIK_KAFKA__BROKERS: kafka,
    OTKLIK_KAFKA__CLIENT: client,
    OTKLIK_ELASTICSEARCH__NODES: `http://${elasticsearch}`,
  })

  it('looks at the folder where everything is in one folder', async () => {
    const { code, names } = await seen({})
    expect({ code, names }).to.deep.equal({ code: 0, names: ['node', 'sqlite', 'data folder', 'region', 'calendar', 'port'] })
  })

  for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[])
    it(`says which servers are not there, and what is needed (${client})`, async () => {
      const { code, names, of } = await seen(servers(DEAD, DEAD, client))
      expect({ code, names }).to.deep.equal({ code: 1, names: ['node', 'kafka', 'elasticsearch', 'region', 'calendar', 'port'] })
      expect(of('kafka')?.found).to.match(/^Kafka at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*; Kafka 3\.6 or newer is needed$/)
      expect(of('elasticsearch')?.found).to.match(
        /^Elasticsearch at http:\/\/127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*; Elasticsearch 9\.0 or newer is needed$/,
      )
    })

  describe('with servers that take connections', () => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => void sockets.add(socket))
    let release = '9.1.2'
    let refusal: string | null = null
    const elasticsearch = createHttpServer(({ url = '' }, response) => {
      const nodes = { a: { name: 'elastic1', host: '127.0.0.1', version: release } }
      const nothing = { indices: [], aliases: [], index_templates: [] }
      const answered = url.startsWith('/_nodes') ? { nodes } : url.includes('/_mapping') ? {} : nothing
      const [status, answer] = refusal === null ? [200, answered] : [400, { error: { type: refusal, reason: 'as it says' }, status: 400 }]
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end(JSON.stringify(answer))
    })
    const listens = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const at = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`
    before(() => Promise.all([listens(silent), listens(elasticsearch)]))
    after(() => {
      for (const socket of sockets) socket.destroy()
      silent.close()
      elasticsearch.close()
    })

    for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[])
      it(`does not wait for those that say nothing (${client})`, async () => {
        const startedAt = performance.now()
        const { code, of } = await seen(servers(at(silent), at(silent), client))
        expect(performance.now() - startedAt).to.be.below(AT_MOST_MS)
        expect([code, of('kafka')?.ok, of('elasticsearch')?.ok]).to.deep.equal([1, false, false])
        expect(of('kafka')?.found).to.include(at(silent)).and.include('Kafka 3.6 or newer is needed')
        expect(of('elasticsearch')?.found).to.include(at(silent)).and.include('Elasticsearch 9.0 or newer is needed')
      })

    it('names the release of those that answer', async () => {
      release = '9.1.2'
      const { of } = await seen(servers(DEAD, at(elasticsearch)))
      expect(of('elasticsearch')).to.deep.include({
        ok: true,
        found:
          `http://${at(elasticsearch)} answers, release 9.1.2; ` +
          'no index is there yet: the first start or "otklik migrate --store" makes them',
      })
    })

    it('says of an address with TLS where none is spoken what to change, and nothing of releases', async () => {
      const address = `https://${at(elasticsearch)}`
      const { of } = await seen({ ...servers(DEAD, DEAD), OTKLIK_ELASTICSEARCH__NODES: address })
      expect(of('elasticsearch')).to.deep.include({
        ok: false,
        found:
          `Elasticsearch at ${address} cannot be used: Elasticsearch at ${at(elasticsearch)} speaks no TLS: ` +
          'its address begins with http://, or another port is meant',
      })
    })

    it('refuses a release that is too old', async () => {
      release = '8.19.4'
      const { code, of } = await seen(servers(DEAD, at(elasticsearch)))
      expect(code).to.equal(1)
      expect(of('elasticsearch')?.found).to.match(/cannot be used: Elasticsearch 9\.0 or newer is needed: node elastic1 at .* has 8\.19\.4/)
    })

    it('knows a release that does not even understand the question', async () => {
      refusal = 'media_type_header_exception'
      const { of } = await seen(servers(DEAD, at(elasticsearch)))
      refusal = null
      expect(of('elasticsearch')).to.deep.include({
        ok: false,
        found:
          `Elasticsearch at http://${at(elasticsearch)} cannot be used: Elasticsearch at ${at(elasticsearch)} is too old: ` +
          'media_type_header_exception; Elasticsearch 9.0 or newer is needed',
      })
    })
  })

  it('says of a folder that cannot be made at once that it cannot', () => {
    const { code, out } = ran(['doctor', '--data', '/proc/nope'], { env: { OTKLIK_PORT: '0' } })
    expect(code).to.equal(1)
    expect(out).to.match(/^FAIL data folder: The data folder \/proc\/nope cannot be used: \S[^\n]*$/m)
  })

  for (const args of [['start'], ['replay', '-'], ['dead', 'redrive', '--all'], ['rebuild', '--from', 'log']])
    it(`is not needed to learn that from ${args.join(' ')}`, () => {
      const { code, err } = ran([...args, '--data', '/proc/nope'], { env: { OTKLIK_PORT: '0' } })
      expect(code).to.equal(1)
      expect(err).to.match(/^otklik [a-z]+: The data folder \/proc\/nope cannot be used: [^\n]+\n$/)
    })
})
