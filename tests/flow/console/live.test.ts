import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openFolder } from '../../../app/open-store.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { type Live, live } from '../../../console/server/live.ts'
import type { NewMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { eventually } from '../../contract/subject.ts'
import { account, type Heard, heardFrom } from './heard.ts'

const NOW = 1_700_000_000_000

/** More than is on its way to a client that reads, less than what a stream is cut off for. */
const UNREAD_BYTES = 400_000

describe('the live stream', function () {
  this.timeout(30_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-live-'))
  const reading = new AbortController()
  let store: Store
  let hub: Live
  let server: Server
  let url = ''
  let who = account('curator', null)
  /** Accounts whose session has ended. */
  const signedOut = new Set<string>()
  /** The newest stream, as the server holds it. */
  let newest: ServerResponse
  /** Responses whose client has left. */
  const left: ServerResponse[] = []

  before(async () => {
    store = await openFolder(loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }]), ['roads'])
    const report = (error: unknown): never => {
      throw error
    }
    hub = live(store.log, { report, heartbeatMs: 20, now: () => NOW })
    server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.once('close', () => left.push(response))
      newest = response
      const account = who
      void hub.join(
        { account, response, stays: async () => !signedOut.has(account.id) },
        request.headers['last-event-id'] as string | undefined,
      )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    reading.abort()
    hub?.close()
    server?.close()
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const messageOf = (caseId: string, about: object): NewMessage => ({
    topic: 'cases',
    key: caseId,
    value: JSON.stringify({ caseId, ...about }),
    headers: {},
    at: 0,
  })
  const append = (caseId: string, about: object) => store.log.append([messageOf(caseId, about)])
  const happen = (caseIds: readonly string[], agencyId: string | null = null) =>
    store.log.append(caseIds.map((caseId) => messageOf(caseId, { type: 'MessageDetected', state: 'detected', agencyId })))
  const open = (lastEventId?: string) =>
    fetch(url, { signal: reading.signal, headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } })
  const first = async (stream: AsyncGenerator<Heard>, count: number, wanted = 'case'): Promise<Heard[]> => {
    const found: Heard[] = []
    for await (const one of stream) {
      if (one.event === wanted) found.push(one)
      if (found.length === count) break
    }
    return found
  }
  const names = (heard: readonly Heard[]): readonly (string | null)[] => heard.map((one) => one.caseId)

  it('tells what happens, each time with the place in the stream', async () => {
    const stream = heardFrom(await open())
    expect((await stream.next()).value).to.deep.include({ event: '', caseId: null })
    await happen(['case:1'])
    const [heard] = await first(stream, 1)
    expect(heard?.caseId).to.equal('case:1')
    expect(heard?.id).to.match(/^\d+(,\d+)*$/)
  })

  it('replays from the last event heard: nothing lost, nothing twice, then goes on', async () => {
    const before = heardFrom(await open())
    await before.next()
    await happen(['case:a'])
    const [last] = await first(before, 1)
    const missed = Array.from({ length: 40 }, (_, index) => `case:missed-${index}`)
    await happen(missed)
    const again = heardFrom(await open(last?.id))
    const replayed = await first(again, missed.length)
    expect(names(replayed)).to.have.members(missed)

    const third = heardFrom(await open(replayed.at(-1)?.id))
    await third.next()
    await happen(['case:b'])
    expect(names(await first(third, 1))).to.deep.equal(['case:b'])
  })

  it('says at once, and again and again, that it lives and what time it is, and the place in it stays', async () => {
    const stream = heardFrom(await open())
    await stream.next()
    for (const beat of await first(stream, 3, 'beat'))
      expect(beat).to.deep.include({ id: '', data: JSON.stringify({ serverTime: NOW, everyMs: 20 }) })
  })

  it('says reset for a place that it does not know', async () => {
    for (const place of ['1', 'nonsense', '999999,999999,999999,999999'])
      expect(await first(heardFrom(await open(place)), 1, 'reset'), place).to.have.length(1)
  })

  it('says reset for a place that is ahead in one partition, however far behind it is in another', async () => {
    const stream = heardFrom(await open())
    await stream.next()
    await happen(Array.from({ length: 20 }, (_, index) => `case:many-${index}`))
    const now = (await first(stream, 20)).at(-1)?.id ?? ''
    const [behind = 0, ahead = 0, ...others] = now.split(',').map(Number)
    expect(behind).to.be.greaterThan(0)
    const place = [behind - 1, ahead + 1, ...others].join()
    expect(await first(heardFrom(await open(place)), 1, 'reset')).to.have.length(1)
  })

  it('tells an agency of its own cases only, when it replays too', async () => {
    const curator = heardFrom(await open())
    const { value: start } = (await curator.next()) as { value: Heard }
    who = account('executor', 'roads')
    await happen(['case:foreign'], 'housing')
    await happen(['case:nobodys'])
    await happen(['case:own'], 'roads')
    expect(names(await first(heardFrom(await open(start.id)), 1))).to.deep.equal(['case:own'])
    who = account('curator', null)
  })

  it('tells an agency that a case has left it, by a return or the undoing of a refusal, and nothing of where it goes', async () => {
    const curator = heardFrom(await open())
    const { value: start } = (await curator.next()) as { value: Heard }
    const moved = (type: string, { agencyId, of }: { agencyId: string | null; of: string }) =>
      append('case:returned', { type, state: 'returned', agencyId, fact: { agencyId: of, reason: 'не наше', proposedAgencyId: 'housing' } })
    await moved('ReturnedByAgency', { agencyId: null, of: 'roads' })
    await moved('ReroutedToAgency', { agencyId: 'housing', of: 'housing' })
    await moved('ReturnedByAgency', { agencyId: null, of: 'housing' })
    await moved('CaseReopened', { agencyId: null, of: 'roads' })
    await happen(['case:returned'], 'roads')
    who = account('executor', 'roads')
    const heard: Heard[] = []
    for await (const one of heardFrom(await open(start.id))) {
      if (one.data !== '' && one.event !== 'beat') heard.push(one)
      if (one.event === 'case') break
    }
    expect(heard.slice(0, -1).map(({ event, data }) => ({ event, data }))).to.deep.equal([
      { event: 'left', data: '{"caseId":"case:returned"}' },
      { event: 'left', data: '{"caseId":"case:returned"}' },
    ])
    who = account('curator', null)
  })

  it('is cut off where nobody reads it, and goes on for the others', async () => {
    const deaf = connect(Number(new URL(url).port), '127.0.0.1').pause()
    const closed = once(deaf, 'close')
    deaf.write('GET / HTTP/1.1\r\nhost: otklik\r\n\r\n')
    const reader = heardFrom(await open())
    await reader.next()
    const many = Array.from({ length: 100 }, (_, index) => `case:${index}-${'x'.repeat(5000)}`)
    for (let round = 0; round < 40; round += 1) {
      await happen(many)
      for (let heard = 0; heard < many.length; heard += Number((await reader.next()).value?.event === 'case'));
    }
    deaf.resume()
    await closed
  })

  it('is held by one account no more than twenty times at once', async () => {
    who = { ...account('curator', null), id: 'many-tabs' }
    const places = Array.from({ length: 20 }, () => new AbortController())
    const streams = await Promise.all(places.map(async ({ signal }) => heardFrom(await fetch(url, { signal }))))
    for (const stream of streams) await stream.next()
    expect(hub.isFull(who.id)).to.equal(true)
    expect(hub.isFull('another')).to.equal(false)
    places[0]?.abort()
    await eventually(
      async () => hub.isFull(who.id),
      (isFull) => !isFull,
    )
    for (const place of places) place.abort()
    await eventually(
      async () => left.length,
      (count) => count >= places.length,
    )
    for (let again = 0; again < 25; again += 1) await hub.join({ account: who, response: left[0]!, stays: async () => true }, undefined)
    expect(hub.isFull(who.id), 'streams whose client had left before').to.equal(false)
    who = account('curator', null)
  })

  it('ends when the session has ended', async () => {
    const stream = heardFrom(await open())
    await stream.next()
    signedOut.add(who.id)
    const rest: Heard[] = []
    for await (const one of stream) rest.push(one)
    expect(names(rest).filter((one) => one !== null)).to.deep.equal([])
    signedOut.delete(who.id)
  })

  it('ends with its session where nobody reads it too, and is not written to again', async () => {
    const reader = heardFrom(await open())
    await reader.next()
    who = { ...account('curator', null), id: 'deaf' }
    const deaf = connect(Number(new URL(url).port), '127.0.0.1').pause()
    deaf.write('GET / HTTP/1.1\r\nhost: otklik\r\n\r\n')
    await once(server, 'request')
    const stream = newest
    const errors: unknown[] = []
    stream.on('error', (error) => errors.push(error))
    const told = async (count: number): Promise<void> => {
      await happen(Array.from({ length: count }, (_, index) => `case:${index}-${'x'.repeat(5000)}`))
      for (let heard = 0; heard < count; heard += Number((await reader.next()).value?.event === 'case'));
    }
    while (stream.writableLength < UNREAD_BYTES) await told(20)
    signedOut.add('deaf')
    await eventually(
      async () => stream.writableEnded,
      (isEnded) => isEnded,
    )
    await told(20)
    await eventually(
      async () => left.includes(stream),
      (hasLeft) => hasLeft,
    )
    expect(errors).to.deep.equal([])
    deaf.destroy()
    who = account('curator', null)
  })

  it('ends for who comes in while the door is being closed', async () => {
    hub.close()
    for await (const one of heardFrom(await open())) expect(one.caseId).to.equal(null)
  })
})
