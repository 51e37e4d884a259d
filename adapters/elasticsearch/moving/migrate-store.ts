import { randomUUID } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import type { CollectionName } from '../../../core/collections.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { assertServer, inCoreWords } from '../client.ts'
import { prepare } from '../indices.ts'
import { inspect, type Inspected, type Installed, withoutIndex } from '../inspected.ts'
import { propertyText } from '../mappings.ts'
import { type Places, placesOf } from '../places.ts'
import { ANYWHERE } from '../asking.ts'
import { type Moved, moveIndex, type MoveOptions } from './move.ts'

/** What becomes of an index or a template. `add`: fields are put in place. `move`: its documents go to another one. */
export interface PlannedStep {
  readonly index: string
  readonly act: 'make' | 'leave' | 'add' | 'move'
  /** The fields that are lacking or of another type; empty when there is nothing to say. */
  readonly note: string
}

export type { Moved } from './move.ts'

export interface StoreMigration {
  readonly plan: readonly PlannedStep[]
  /** Carries it out, one index after the other; tells of each that has moved. A run that was interrupted is gone on with by the next. */
  run(options: Pick<MoveOptions, 'keepOld' | 'report'>): AsyncGenerator<Moved>
}

/** Brings the indices under the prefix to what the code declares; those of `anew` are copied although nothing has changed.
 *  @throws {Misconfigured} an index of more than one shard, whose changes have no single order */
export function storeMigration(client: Client, prefix: string, anew: readonly CollectionName[] = []): Promise<StoreMigration> {
  return inCoreWords(async () => {
    await assertServer(client)
    const places = placesOf(prefix)
    const installed = await inspect(client, places)
    const moving = installed.indices.filter(({ collection, difference }) => difference.changed.length > 0 || anew.includes(collection))
    await assertOneShard(client, moving)
    return { plan: planned(places, { installed, moving }), run: (options) => carriedOut(client, places, { installed, moving }, options) }
  })
}

interface Work {
  readonly installed: Installed
  readonly moving: readonly Inspected[]
}

function planned(places: Places, { installed, moving }: Work): readonly PlannedStep[] {
  const { indices, templates, lost } = installed
  return [
    ...lost.map((index): PlannedStep => ({ index, act: 'make', note: 'template' })),
    ...templates.flatMap((one) => templateStep(one)),
    ...withoutIndex(installed).map((name): PlannedStep => ({ index: places.next(name, places.pattern(name)), act: 'make', note: '' })),
    ...indices.map((one): PlannedStep => {
      if (moving.includes(one)) return { index: one.index, act: 'move', note: changedText(one) }
      const lacking = Object.keys(one.difference.lacking)
      return { index: one.index, act: lacking.length > 0 ? 'add' : 'leave', note: lacking.join(', ') }
    }),
  ]
}

/** Only of one that will be another. */
function templateStep({ index, difference }: Inspected): readonly PlannedStep[] {
  const paths = [...Object.keys(difference.lacking), ...difference.changed.map(({ path }) => path)]
  return paths.length === 0 ? [] : [{ index, act: 'add', note: `template: ${paths.join(', ')}` }]
}

const changedText = ({ difference }: Inspected): string =>
  difference.changed.map(({ path, present, declared }) => `${path}: ${propertyText(present)} → ${propertyText(declared)}`).join(', ')

async function* carriedOut(
  client: Client,
  places: Places,
  { installed, moving }: Work,
  options: Pick<MoveOptions, 'keepOld' | 'report'>,
): AsyncGenerator<Moved> {
  // What is to move is not touched: fields are added to the others, and the templates know the new types before a month is made by them.
  const indices = installed.indices.map((one) => (moving.includes(one) ? untouched(one) : one))
  await inCoreWords(() => prepare(client, places, { ...installed, indices }))
  await inCoreWords(() => showAll(client, installed.indices))
  const run = randomUUID().slice(0, 8)
  for (const one of moving) yield await inCoreWords(() => moveIndex({ ...options, client, places, run }, one))
}

const untouched = (one: Inspected): Inspected => ({ ...one, difference: { ...one.difference, lacking: {} } })

/** A run that ended just after its index had taken its place may have left it hidden. */
async function showAll(client: Client, found: readonly Inspected[]): Promise<void> {
  for (const { index } of found) {
    const settings = (await client.indices.getSettings({ index, ...ANYWHERE }))[index]?.settings
    if (String(settings?.index?.hidden) === 'true') await client.indices.putSettings({ index, settings: { 'index.hidden': null } })
  }
}

async function assertOneShard(client: Client, moving: readonly Inspected[]): Promise<void> {
  for (const { index } of moving) {
    const settings = (await client.indices.getSettings({ index }))[index]?.settings
    const shards = Number(settings?.index?.number_of_shards ?? 1)
    if (shards > 1) throw new Misconfigured(`${index} has ${shards} shards: only an index of one shard can be moved while it is written to`)
  }
}
