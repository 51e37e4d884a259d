import { errors, type estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Unavailable } from '../../core/errors.ts'
import { isMonthly } from './places.ts'

/** A pattern that no index matches yet finds nothing. */
export const ANYWHERE = { ignore_unavailable: true, allow_no_indices: true } as const
/** Months come and may be none. Any other collection has its one index: without it, or with it closed, nothing found would say that nothing
 *  is there. */
export const scopeOf = (collection: CollectionName): Partial<typeof ANYWHERE> => (isMonthly(collection) ? ANYWHERE : {})
/** All or an error: what only some shards found would pass for everything. */
export const WHOLE = { allow_partial_search_results: false } as const

export const NOT_THERE = 404

/** Whether the server answered with one of these statuses. */
export const isAny = (error: unknown, ...statuses: readonly number[]): boolean =>
  error instanceof errors.ResponseError && statuses.includes(error.statusCode ?? 0)

/** Requests that take part answers have no word against them. @throws {Unavailable} when a shard has not done its part */
export function assertWhole({ _shards: shards }: { readonly _shards?: estypes.ShardStatistics | undefined }): void {
  if (shards === undefined || shards.failed === 0) return
  throw new Unavailable(`Elasticsearch: ${shards.failed} of ${shards.total} shards did not answer`, { failed: shards.failed })
}
