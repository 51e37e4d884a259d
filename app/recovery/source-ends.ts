import { Misconfigured } from '../../core/errors.ts'
import type { StoreReading } from '../../core/store.ts'
import type { SourceEnds } from './migration-state.ts'

export async function sourceEnds({ log }: Pick<StoreReading, 'log'>, topics: readonly { readonly name: string }[]): Promise<SourceEnds> {
  const ends = topics.map(async ({ name }) => [name, (await log.ranges(name)).map(({ end }) => end)] as const)
  return Object.fromEntries(await Promise.all(ends))
}

/** What a stage has written since then may belong between what has been copied: nobody can add it afterwards.
 *  @throws {Misconfigured} saying where the source has gone on, and what to do */
export function assertSameEnds(then: SourceEnds, now: SourceEnds): void {
  const changed = Object.entries(now).filter(([name, ends]) => ends.some((end, partition) => end !== (then[name]?.[partition] ?? 0)))
  if (changed.length === 0) return
  const names = changed.map(([name]) => name).join(', ')
  throw new Misconfigured(
    `The source has gone on since this migration began (${names}), and what was copied cannot become its copy: ` +
      'stop every process and migrate once more into an empty target, another folder or other prefixes',
  )
}
