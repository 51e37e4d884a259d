import type { Client, estypes } from '@elastic/elasticsearch'
import { Conflict, Malformed } from '../../../core/errors.ts'
import { isAny, NOT_THERE } from '../asking.ts'
import { type BulkItem, type BulkResult, bulkWriter, type BulkWriter } from '../bulk.ts'
import { mappingDifference, mappingOf, presentProperties, SETTINGS } from '../mappings.ts'
import { persistently } from '../persistently.ts'
import { type Change, reachOf } from './feed.ts'

type Properties = Parameters<typeof mappingOf>[0]

export interface TargetSpec {
  readonly from: string
  readonly to: string
  readonly wanted: Properties
  /** Names this run. */
  readonly run: string
  /** Every document gets a sequence number above the one it had. */
  readonly ahead: boolean
}

/** What a run leaves in the mapping of its target, for the run that goes on after it. */
interface Progress {
  /** The identity of the index that is copied. */
  readonly from: string
  /** Sequence number up to which everything is here. */
  readonly upTo: number
}

const RAISE_AT_ONCE = 5000
const SAVE_EVERY_MS = 2000

/** The index that documents move to, until it takes the place of the old one. It is written through an alias of this run alone: a run that was
 *  taken over by another cannot write any more, whatever it still holds. */
export class Target {
  readonly spec: TargetSpec
  private readonly client: Client
  private readonly bulk: BulkWriter
  private readonly source: string
  private last: number
  private savedAt = performance.now()
  upTo: number

  private constructor(client: Client, spec: TargetSpec, progress: Progress, last: number) {
    this.client = client
    this.bulk = bulkWriter(client)
    this.spec = spec
    this.source = progress.from
    this.upTo = progress.upTo
    this.last = last
  }

  /** Makes it, or goes on with what an earlier run has left of the same move; from here on no other run writes to it. */
  static async open(client: Client, spec: TargetSpec): Promise<Target> {
    const uuid = await uuidOf(client, spec.from)
    const left = await leftBehind(client, spec)
    const usable = left !== null && left.from === uuid ? left : null
    const progress = usable ?? { from: uuid, upTo: -1 }
    if (usable === null) await makeAnew(client, spec, progress)
    await client.indices.updateAliases({
      actions: [
        { remove: { index: spec.to, alias: `${spec.to}.copying-*`, must_exist: false } },
        { add: { index: spec.to, alias: fenceOf(spec), is_hidden: true } },
      ],
    })
    return new Target(client, spec, progress, (await reachOf(client, spec.to)).last)
  }

  get fence(): string {
    return fenceOf(this.spec)
  }

  /** The documents as they are in the old index. @throws {Conflict} when another run has taken over */
  async write(changes: readonly Change[]): Promise<void> {
    if (this.spec.ahead) await this.raise(changes.at(-1)?.seqNo ?? -1)
    const items = changes.map(({ id, source }): BulkItem => ({
      ...this.place(),
      id,
      action: { kind: 'index', source: JSON.stringify(source), over: null },
    }))
    this.learn(await this.send(items))
  }

  async remove(ids: readonly string[]): Promise<void> {
    this.learn(await this.send(ids.map((id): BulkItem => ({ ...this.place(), id, action: { kind: 'delete', over: null } }))))
  }

  /** Everything of the old index up to there is here now; written down from time to time. */
  async passed(upTo: number): Promise<void> {
    if (performance.now() - this.savedAt > SAVE_EVERY_MS) await this.reached(upTo)
  }

  /** The same, written down at once. */
  async reached(upTo: number): Promise<void> {
    this.upTo = upTo
    this.savedAt = performance.now()
    await persistently(() =>
      this.client.indices.putMapping({ index: this.spec.to, _meta: { ...progressMeta({ from: this.source, upTo }) } }),
    )
  }

  async isOurs(): Promise<boolean> {
    return persistently(() => this.client.indices.existsAlias({ index: this.spec.to, name: this.fence }))
  }

  /** Takes the fence away, so that a swap that comes late is refused. False when it is gone already: swapped, or taken over. */
  async giveUp(): Promise<boolean> {
    const fence = { remove: { index: this.spec.to, alias: this.fence, must_exist: true } }
    return persistently(() =>
      this.client.indices.updateAliases({ actions: [fence] }).then(
        () => true,
        (error: unknown) => (isAny(error, NOT_THERE) ? false : Promise.reject(error)),
      ),
    )
  }

  private place(): { readonly index: string; readonly isAlias: true } {
    return { index: this.fence, isAlias: true }
  }

  /** Uses up sequence numbers by removals of nothing until the next one is above. */
  private async raise(above: number): Promise<void> {
    while (this.last < above) {
      const count = Math.min(RAISE_AT_ONCE, above - this.last)
      await this.remove(Array.from({ length: count }, () => 'nothing'))
      this.last = (await reachOf(this.client, this.spec.to)).last
    }
  }

  private async send(items: readonly BulkItem[]): Promise<readonly BulkResult[]> {
    try {
      return await this.bulk.write(items)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      throw new Malformed(`${this.spec.from} cannot move to the declared fields: ${error.message}`, error.details, { cause: error })
    }
  }

  private learn(results: readonly BulkResult[]): void {
    if (results.some(({ kind }) => kind === 'moved')) throw new Conflict(`Another migration has taken over ${this.spec.from}`)
    for (const result of results) if (result.kind === 'done') this.last = Math.max(this.last, result.seqNo)
  }
}

const fenceOf = ({ to, run }: TargetSpec): string => `${to}.copying-${run}`
const progressMeta = (progress: Progress): { readonly moving: Progress } => ({ moving: progress })

async function uuidOf(client: Client, index: string): Promise<string> {
  const settings = (await client.indices.getSettings({ index }))[index]?.settings
  const uuid = settings?.index?.uuid ?? settings?.uuid
  if (uuid === undefined) throw new Conflict(`${index} is no index any more: another migration has moved it`)
  return uuid
}

/** Null when there is nothing, or something of another move or another release, which goes. */
async function leftBehind(client: Client, { to, wanted }: TargetSpec): Promise<Progress | null> {
  const found: estypes.IndicesGetMappingResponse = await client.indices.getMapping({ index: to, ignore_unavailable: true })
  const mappings = found[to]?.mappings
  if (mappings === undefined) return null
  const { lacking, changed } = mappingDifference(presentProperties(mappings), wanted)
  const progress = mappings._meta?.['moving'] as Progress | undefined
  return Object.keys(lacking).length === 0 && changed.length === 0 ? (progress ?? null) : null
}

async function makeAnew(client: Client, { to, wanted }: TargetSpec, progress: Progress): Promise<void> {
  await client.indices.delete({ index: to, ignore_unavailable: true })
  await client.indices.create({
    index: to,
    // Hidden: no wildcard of a worker or of a snapshot finds a copy that is not complete.
    settings: { ...SETTINGS, hidden: true, refresh_interval: '-1' },
    mappings: { ...mappingOf(wanted), _meta: { ...progressMeta(progress) } },
  })
}
