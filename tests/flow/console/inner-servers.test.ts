import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { consoleOf } from '../../../app/console.ts'
import { forwarding } from '../../../app/forwarding.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { offered, servedConsole } from './served-console.ts'

/** A server's own words, which no stranger may read. */
const REASON = 'shard of the inner index is read-only'

describe('A console whose servers fail', function () {
  this.timeout(60_000)
  const { store, ask } = servedConsole(offered(), [])
  /** Stands where Elasticsearch should, and answers everything with this status, or breaks off. */
  let status: number | null = null
  const inner = createServer((_, response) => {
    if (status === null) return void response.destroy()
    response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
    const cause = { type: 'failure', reason: REASON }
    return void response.end(JSON.stringify({ error: { ...cause, root_cause: [cause] }, status }))
  })
  let app: FastifyInstance
  let url = ''
  let address = ''
  let logged = ''

  before(async () => {
    await once(inner.listen(0, '127.0.0.1'), 'listening')
    address = `127.0.0.1:${(inner.address() as AddressInfo).port}`
    const documents = elasticsearchDocuments(elasticsearchClient({ nodes: [`http://${address}`], auth: null, caFile: null }), 'otklik-')
    const sink = new Writable({
      write(chunk, _, done) {
        logged += String(chunk)
        done()
      },
    })
    const settings = loadSettings([{ name: 'test', values: { demo: false } }])
    const log = pino({ base: { thread: 'test' } }, sink)
    app = await consoleOf(settings, { store: forwarding(store(), { documents }), metrics: async () => '', log })
    url = await app.listen({ host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await app?.close()
    inner.close()
    inner.closeAllConnections()
  })

  const signIn = () =>
    fetch(`${url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'someone', password: 'something' }),
    })

  for (const [what, failing, answer] of [
    ['breaks off', null, { status: 503, body: { error: 'unavailable', details: {} } }],
    ['refuses', 403, { status: 500, body: { error: 'misconfigured', details: {} } }],
    ['does not take it', 400, { status: 400, body: { error: 'bad-input', details: {} } }],
  ] as const) {
    it(`tells a stranger the code alone, and its log what the server said, when one ${what}`, async () => {
      status = failing
      logged = ''
      const response = await signIn()
      expect({ status: response.status, body: await response.json() }).to.deep.equal(answer)
      expect(logged).to.include(failing === null ? address : REASON)
    })
  }

  it('says of itself that it is not ready, and no more', async () => {
    status = null
    logged = ''
    const response = await fetch(`${url}/readyz`)
    expect([response.status, await response.json()]).to.deep.equal([503, { error: 'unavailable', details: {} }])
    // The client tries again for longer than a supervisor waits.
    while (!logged.includes(address)) await setTimeout(50)
  })

  it('still names the field of what was asked wrongly', async () => {
    const response = await ask('POST /api/sign-in', {}, { login: '', password: 'something' })
    expect((response.json() as { details: object }).details).to.include({ field: 'login' })
  })
})
