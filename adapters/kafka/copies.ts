import { Misconfigured } from '../../core/errors.ts'
import type { Copies } from '../../core/halves.ts'

/** One broker may be lost and one be restarted at the same time. */
const ENOUGH = 3

/** How many brokers hold each message of a topic that is made now. @throws {Misconfigured} more than there are */
export function copiesOn(brokers: number, wanted: number | null): Copies {
  if (wanted === null) return { copies: Math.max(1, Math.min(ENOUGH, brokers)), brokers, isFewer: brokers < ENOUGH }
  if (wanted <= brokers) return { copies: wanted, brokers, isFewer: false }
  const there = brokers === 1 ? '1 broker answers' : `${brokers} brokers answer`
  throw new Misconfigured(`kafka.replicas asks for ${wanted} copies of every message, and ${there}`)
}
