import type { Paced } from '../collectors/registered.ts'
import type { Collector, SourceAlarm } from '../core/collector.ts'
import { Misconfigured, PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { ownReadings } from './flows/collect.ts'
import type { Logger } from './logger.ts'
import type { Meter } from './meter.ts'
import { sourceNews } from './source-news.ts'

interface Reading {
  readonly store: Store
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly meter: Meter
  readonly signal: AbortSignal
}

const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 5000
/** What a person has to change is looked at again this seldom: a key that was refused is not to be hammered with. */
const PARKED_MS = 3_600_000

/** Reads, waits, reads again. A far side that is down is asked again later and later; what a person must change parks this collector, which
 *  says so once and tries once an hour whether it was changed. */
export async function readForEver({ store, now, sleep, log, meter, signal }: Reading, { collector, everyMs }: Paced): Promise<void> {
  const read = ownReadings({ store, now }, collector)
  const tell = newsOf(collector, log, meter)
  let retryMs = FIRST_RETRY_MS
  while (!signal.aborted) {
    try {
      const { posts, dead } = await read(signal)
      meter({ kind: 'collected', collector: collector.name, posts, dead })
      meter({ kind: 'well', stage: collector.name })
      if (posts + dead > 0) log.info({ collector: collector.name, posts, dead }, 'collected')
      tell(collector.alarms())
      retryMs = FIRST_RETRY_MS
      await sleep(everyMs, signal)
    } catch (error) {
      if (!(error instanceof PipelineError) || error.remedy === 'dead-letter') throw error
      meter({ kind: 'again', stage: collector.name, error: error.code })
      if (error instanceof Misconfigured) {
        tell([...collector.alarms(), parked(collector, error)])
        await sleep(PARKED_MS, signal)
      } else {
        log.error({ collector: collector.name, err: error }, 'collector will try again')
        await sleep(retryMs, signal)
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
      }
    }
  }
}

function newsOf({ name: collector }: Collector, log: Reading['log'], meter: Meter): (alarms: readonly SourceAlarm[]) => void {
  const news = sourceNews({
    begun: (alarm) => log.warn({ collector, alarm }, 'source alarm'),
    over: (alarm) => log.info({ collector, alarm }, 'source alarm is over'),
  })
  return (alarms) => {
    meter({ kind: 'alarms', collector, open: alarms.length })
    news(alarms)
  }
}

/** The whole collector stands still until a person has changed something. */
const parked = ({ name }: Collector, { message, details }: Misconfigured): SourceAlarm => ({
  sourceId: name,
  kind: 'parked',
  reason: typeof details['message'] === 'string' ? `${message}: ${details['message']}` : message,
})
