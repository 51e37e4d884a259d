import type { Client } from '@elastic/elasticsearch'
import { Conflict, Unavailable } from '../../../core/errors.ts'
import type { Inspected } from '../inspected.ts'
import { persistently } from '../persistently.ts'
import { isMonthly, type Places } from '../places.ts'
import { absent, compareAll, stillDiffering } from './compare.ts'
import { changes, reachOf } from './feed.ts'
import { Target } from './target.ts'

export interface MoveOptions {
  readonly client: Client
  readonly places: Places
  /** Names this run among others. */
  readonly run: string
  /** The old index stays, closed to writes and out of use. */
  readonly keepOld: boolean
  /** Told of every page: documents copied of this index, and how many it has. */
  readonly report: (news: { readonly index: string; readonly copied: number; readonly of: number }) => void
}

/** An index whose documents are all in another one now. */
export interface Moved {
  readonly from: string
  readonly to: string
  readonly documents: number
  /** How long writes had to wait. */
  readonly heldMs: number
  /** Where the old index is, when it was to be kept. */
  readonly kept: string | null
}

/** So few documents behind that writes can be held while they are caught up. */
const NEAR = 200
/** Writers faster than the copy are held in the end, whatever is left. */
const MOST_PASSES = 50
const READY_WITHIN = '60s'
/** For what the server itself may take a minute to do. */
const PATIENT = { requestTimeout: 65_000 }
const SETTLE_WITHIN_MS = 30_000

/** Copies an index while it is written to, compares every document, holds writes for the rest, and lets the copy take its place in one step.
 *  @throws {Conflict} when another run has taken over; {Malformed} a document that the new mapping refuses. Writes go on then as before. */
export async function moveIndex(options: MoveOptions, { collection, index, wanted }: Inspected): Promise<Moved> {
  const { client, places, run } = options
  const address = places.address(collection, index)
  await assertInUse(client, address, index)
  const to = places.next(collection, index)
  const target = await Target.open(client, { from: index, to, wanted, run, ahead: isMonthly(collection) })
  const move = new Move(options, target, address)
  await move.release()
  try {
    await move.copy()
    return await move.replace(options.keepOld ? places.kept(collection, index) : null)
  } catch (error) {
    // A swap whose answer did not come may still be on its way: without the fence it is refused, and only then may writes go on.
    if (await target.giveUp()) await move.release()
    throw error
  }
}

/** Another run may have moved it since it was looked at: its target would be the index in use. @throws {Conflict} */
async function assertInUse(client: Client, address: string, index: string): Promise<void> {
  const behind = Object.keys(await persistently(() => client.indices.getAlias({ index: address })))
  if (behind.length !== 1 || behind[0] !== index) throw new Conflict(`Another migration has moved ${index} meanwhile: run it again`)
}

class Move {
  private readonly options: MoveOptions
  private readonly client: Client
  private readonly target: Target
  private readonly from: string
  private readonly to: string
  private readonly address: string
  private copied = 0
  /** Ids that are to be compared once more; null while the comparison of everything is still to come. */
  private suspects: Set<string> | null = null

  constructor(options: MoveOptions, target: Target, address: string) {
    this.options = options
    this.client = options.client
    this.target = target
    this.from = target.spec.from
    this.to = target.spec.to
    this.address = address
  }

  /** Lets writes through. */
  async release(): Promise<void> {
    await persistently(() => this.client.indices.putSettings({ index: this.from, settings: { 'index.blocks.write': null } }))
  }

  /** While writes go on: everything is copied and compared but for a few documents. */
  async copy(): Promise<void> {
    await this.approach()
    await this.makeReady()
    const differing = await compareAll(this.client, [this.from, this.to])
    this.suspects = new Set(differing)
    await this.removeAbsent(differing)
    await this.approach()
  }

  /** While writes are held: the rest, and then the copy is the index. */
  async replace(keptAs: string | null): Promise<Moved> {
    const heldAt = performance.now()
    await this.hold()
    await this.finish()
    const documents = await this.countBoth()
    if (keptAs !== null && keptAs !== this.from) {
      // A run that was interrupted here has left one.
      await this.client.indices.delete({ index: keptAs, ignore_unavailable: true })
      await this.client.indices.clone({ index: this.from, target: keptAs }, PATIENT)
    }
    await this.swap(keptAs === this.from)
    const heldMs = performance.now() - heldAt
    await this.client.indices.putSettings({ index: this.to, settings: { 'index.hidden': null } })
    if (keptAs !== null) await this.client.indices.putSettings({ index: keptAs, settings: { 'index.hidden': true } })
    return { from: this.from, to: this.to, documents, heldMs, kept: keptAs }
  }

  private async approach(): Promise<void> {
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      if ((await this.follow()) > NEAR) continue
      await this.recheck()
      if ((this.suspects?.size ?? 0) <= NEAR) return
    }
  }

  /** One pass over what has changed since the last one; how many documents that were. */
  private async follow(): Promise<number> {
    const { settled } = await reachOf(this.client, this.from)
    const { count: of } = await persistently(() => this.client.count({ index: this.from }))
    let count = 0
    for await (const page of changes(this.client, this.from, this.target.upTo, settled)) {
      await this.target.write(page)
      await this.target.passed(page.at(-1)?.seqNo ?? -1)
      for (const { id } of page) this.suspects?.add(id)
      count += page.length
      this.copied += page.length
      this.options.report({ index: this.from, copied: this.copied, of })
    }
    await this.target.reached(settled)
    return count
  }

  private async recheck(): Promise<void> {
    if (this.suspects === null) return
    this.suspects = new Set(await stillDiffering(this.client, [this.from, this.to], [...this.suspects]))
  }

  private async removeAbsent(ids: readonly string[]): Promise<void> {
    await this.target.remove(await absent(this.client, this.from, ids))
  }

  /** As many copies of the shard as it is to have, and searchable. */
  private async makeReady(): Promise<void> {
    await this.client.indices.putSettings({ index: this.to, settings: { 'index.refresh_interval': null } })
    const health = await this.client.cluster.health({ index: this.to, wait_for_status: 'green', timeout: READY_WITHIN }, PATIENT)
    if (health.status === 'red') throw new Unavailable(`Elasticsearch: the shard of ${this.to} has no place`)
  }

  /** Returns when no write is on its way any more. */
  private async hold(): Promise<void> {
    const { shards_acknowledged: isQuiet } = await this.client.indices.addBlock({ index: this.from, block: 'write' }, PATIENT)
    if (!isQuiet) throw new Unavailable(`Elasticsearch could not hold the writes of ${this.from}`)
  }

  private async finish(): Promise<void> {
    const deadline = performance.now() + SETTLE_WITHIN_MS
    for (let isLast = false; !isLast;) {
      const { settled, last } = await reachOf(this.client, this.from)
      isLast = settled === last
      if (!isLast && performance.now() > deadline) throw new Unavailable(`Elasticsearch: the copies of ${this.from} do not agree`)
      await this.follow()
    }
    await this.recheck()
    if ((this.suspects?.size ?? 0) === 0) return
    await this.removeAbsent([...(this.suspects ?? [])])
    await this.recheck()
    const [first] = this.suspects ?? []
    if (first !== undefined) throw new Unavailable(`${first} is not the same in ${this.from} and ${this.to}`)
  }

  /** Every document of the old index is in the new one: it has no other when it has as many. */
  private async countBoth(): Promise<number> {
    const [before, after] = await Promise.all([this.count(this.from), this.count(this.to)])
    if (before === after) return before
    const differing = await compareAll(this.client, [this.from, this.to])
    await this.removeAbsent(differing)
    const left = await stillDiffering(this.client, [this.from, this.to], differing)
    if (left[0] !== undefined) throw new Unavailable(`${left[0]} is not the same in ${this.from} and ${this.to}`)
    return before
  }

  private async count(index: string): Promise<number> {
    await persistently(() => this.client.indices.refresh({ index }))
    return (await persistently(() => this.client.count({ index }))).count
  }

  /** One change of the cluster's state: nobody ever finds both or neither. @throws {Conflict} when another run has taken over */
  private async swap(isOldKept: boolean): Promise<void> {
    const { from, to, address } = this
    const retire = isOldKept ? { remove: { index: from, alias: address } } : { remove_index: { index: from } }
    try {
      await this.client.indices.updateAliases({
        actions: [
          { remove: { index: to, alias: this.target.fence, must_exist: true } },
          retire,
          { add: { index: to, alias: address, is_write_index: true } },
        ],
      })
    } catch (error) {
      if (await this.target.isOurs()) throw error
      // The answer may have been lost, not the change.
      if (!(await this.isInPlace())) throw new Conflict(`Another migration has taken over ${from}`, {}, { cause: error })
    }
  }

  private async isInPlace(): Promise<boolean> {
    return persistently(() => this.client.indices.existsAlias({ index: this.to, name: this.address }))
  }
}
