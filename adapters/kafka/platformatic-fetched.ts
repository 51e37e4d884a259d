import { createAPI, fetchV11, ResponseError } from '@platformatic/kafka'
import { undecodable } from './failures.ts'

/** The library's own request with a name for batches that cannot be decoded: what it throws of them is what its compressions throw. */
export const fetchBatches = createAPI<fetchV11.FetchRequest, fetchV11.FetchResponse>(
  fetchV11.api.key,
  fetchV11.api.version,
  fetchV11.createRequest,
  (...answer) => {
    try {
      return fetchV11.parseResponse(...answer)
    } catch (error) {
      if (error instanceof ResponseError) throw error
      throw undecodable(error)
    }
  },
  false,
  false,
).async
