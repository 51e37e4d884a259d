import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Store } from '../../../core/store.ts'
import { eventually } from '../../contract/subject.ts'
import { startElasticsearchCluster } from '../servers/elasticsearch.ts'
import { type OldAnswers, oldAnswers } from '../servers/old-answers.ts'
import type { Program } from '../servers/program.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'
import { type SmallDisk, smallDisk } from '../servers/small-disk.ts'
import { faultyTown, THREE_WORKERS } from './fault.ts'

const PAUSE_MS = 30_000
const WITHOUT_MS = 8000
const SLOW_MS = 200
const FULL_MS = 15_000
const DISK_MB = 400
const BARELY_WRITTEN = 40
const LOOKED_AT_MS = 1000
const LOOK_MS = 10
const WITHOUT_MEMORY_MS = 500
const ROUNDS = 4
const HEALED_WITHIN_MS = 180_000

describe('nodes of Elasticsearch and the way to them', function () {
  this.timeout(900_000)
  let nodes: readonly Program[] = []
  let wires: readonly Proxy[] = []
  let past: OldAnswers
  let disk: SmallDisk | null

  const all = faultyTown(THREE_WORKERS, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-nodes-'))
    chmodSync(folder, 0o755)
    disk = smallDisk(join(folder, 'small'), DISK_MB)
    nodes = await startElasticsearchCluster(folder, disk === null ? [] : [disk.folder])
    wires = await Promise.all(nodes.map(() => proxy()))
    wires.forEach((wire, index) => wire.leadTo(nodes[index]!.port))
    past = await oldAnswers(`http://127.0.0.1:${wires[1]!.port}`)
    const addresses = [`http://127.0.0.1:${wires[0]!.port}`, past.address, `http://127.0.0.1:${wires[2]!.port}`]
    return { OTKLIK_ELASTICSEARCH__NODES: addresses.join() }
  })
  after(async () => {
    await past?.stop()
    await Promise.all([...wires.map((wire) => wire.close()), ...nodes.map((node) => node.stop())])
    disk?.stop()
  })

  async function ask(path: string, body?: object): Promise<unknown> {
    const request = body === undefined ? {} : { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answers = nodes.map(async ({ address }) => {
      const answer = await fetch(`${address}${path}`, { ...request, signal: AbortSignal.timeout(30_000) })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    })
    return Promise.any(answers)
  }
  const settings = (changes: Readonly<Record<string, unknown>>) => ask('/_cluster/settings', { persistent: changes })

  /** The node that cases are written to now. */
  async function primary(): Promise<Program> {
    const { prefix } = all.town.fleet.settings.elasticsearch
    const shards = (await ask(`/_cat/shards/${prefix}cases-*?format=json&h=prirep,node`)) as { prirep: string; node: string }[]
    const name = shards.find((one) => one.prirep === 'p')?.node
    return nodes[Number(name?.replace('node', '')) - 1]!
  }

  const healthy = () =>
    eventually(
      async () =>
        (
          (await ask('/_cluster/health?wait_for_nodes=3&wait_for_status=green&timeout=5s').catch(() => null)) as {
            timed_out: boolean
          } | null
        )?.timed_out,
      (isLate) => isLate === false,
      HEALED_WITHIN_MS,
    )

  it('lose a node that is written to: nothing is lost, the work goes on while it is away, and a worker can be started', async () => {
    let lost: Program | undefined
    await all.survives(async () => {
      // What was made a moment ago has no copy yet.
      await healthy()
      lost = await primary()
      await lost.kill()
    })
    await all.town.fleet.start(['classify'])
    await lost?.start()
    await healthy()
  })

  it('stop for half a minute at the node that is written to', async () => {
    await all.survives(async () => {
      const held = await primary()
      held.pause()
      await sleep(PAUSE_MS)
      held.resume()
    })
    await healthy()
  })

  it('are cut off, all of them', () =>
    all.survives(async () => {
      for (const wire of wires) wire.cut()
      await sleep(WITHOUT_MS)
      for (const wire of wires) wire.heal()
    }))

  it('are behind wires that have gone silent', () =>
    all.survives(async () => {
      for (const wire of wires) wire.silence()
      await sleep(WITHOUT_MS)
      for (const wire of wires) wire.heal()
    }))

  it('are far away', () =>
    all.survives(async () => {
      for (const wire of wires) wire.delay(SLOW_MS)
      await sleep(WITHOUT_MS)
      for (const wire of wires) wire.heal()
    }))

  it('have no memory left for requests', () =>
    all.survives(async () => {
      await settings({ 'network.breaker.inflight_requests.limit': '2kb' })
      await sleep(WITHOUT_MS)
      await settings({ 'network.breaker.inflight_requests.limit': null })
    }))

  it('know of a document as one, also while its write has not come to all of them', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await settings({ 'network.breaker.inflight_requests.limit': '2kb' })
      const blinks = Array.from({ length: BARELY_WRITTEN }, (_, number) => blinksOf(all.town.store, `barely-${round}-${number}`))
      await sleep(WITHOUT_MEMORY_MS)
      await settings({ 'network.breaker.inflight_requests.limit': null })
      expect((await Promise.all(blinks)).filter((blinked) => blinked > 0)).to.deep.equal([])
    }
  })

  it('answer searches with what was true before', async () => {
    await all.survives(async () => {
      past.freeze()
      await sleep(WITHOUT_MS)
      past.heal()
    })
    expect(past.given()).to.be.greaterThan(0)
  })

  it('have a full disk', async () => {
    console.log(
      `      ${disk === null ? 'no right to mount: the flood stage is set so that it trips' : 'a file system of its own, filled to the last byte'}`,
    )
    await all.survives(async () => {
      await settings(disk === null ? TRIPPING : WATCHED)
      disk?.fill()
      await sleep(FULL_MS)
      disk?.free()
      await settings(Object.fromEntries(Object.keys(TRIPPING).map((name) => [name, null])))
    })
  })
})

/** How often a document that was found while it was being written is not found again. */
async function blinksOf({ documents }: Store, id: string): Promise<number> {
  const found = async () => (await documents.get('cursors', id).catch(() => null)) !== null
  const writing = documents.write({ collection: 'cursors', id, value: id.repeat(400), fields: {}, mode: { kind: 'put' } }).catch(() => null)
  await eventually(found, Boolean, HEALED_WITHIN_MS)
  let blinks = 0
  for (const until = Date.now() + LOOKED_AT_MS; Date.now() < until; await sleep(LOOK_MS))
    blinks += Number((await documents.get('cursors', id)) === null)
  await writing
  return blinks
}

const WATCHED = { 'cluster.routing.allocation.disk.threshold_enabled': true }
const TRIPPING = {
  ...WATCHED,
  'cluster.routing.allocation.disk.watermark.low': '1%',
  'cluster.routing.allocation.disk.watermark.high': '1%',
  'cluster.routing.allocation.disk.watermark.flood_stage': '1%',
}
