import type { SourceAlarm } from '../../core/collector.ts'
import type { Instant } from '../../core/time.ts'
import type { VkReply } from './client.ts'
import { alarmFor, endOfReading, reactionTo, REST_MS } from './errors.ts'

/** Nothing new on a wall for this long is worth a look by a person. */
const SILENCE_MS = 14 * 24 * 3_600_000

/** What is wrong with the walls and searches now; at most one alarm of a kind for each. */
export class SourceAlarms {
  private readonly raised = new Map<string, SourceAlarm>()

  all(): readonly SourceAlarm[] {
    return [...this.raised.values()]
  }

  /** Until when a wall or a method is left alone after a refusal. @throws {Unavailable} {Misconfigured} when the whole reading has to end */
  restAfter({ code, message }: Extract<VkReply, { ok: false }>, sourceId: string, now: Instant): Instant {
    const alarm = alarmFor(sourceId, code, message)
    if (alarm !== null) this.raised.set(`${sourceId}:${alarm.kind}`, alarm)
    const end = endOfReading(code, message)
    if (end !== null) throw end
    return now + (reactionTo(code) === 'tomorrow' ? REST_MS.tomorrow : REST_MS.unreadable)
  }

  /** A wall was read: what that says of its health. */
  wallWasRead(sourceId: string, { gap, silentMs }: { readonly gap: boolean; readonly silentMs: number }): void {
    this.set(sourceId, 'unreadable', null)
    this.set(sourceId, 'gap', gap ? 'more was written than one reading reaches back' : null)
    this.set(sourceId, 'silence', silentMs > SILENCE_MS ? `nothing new for ${Math.floor(silentMs / 86_400_000)} days` : null)
  }

  private set(sourceId: string, kind: SourceAlarm['kind'], reason: string | null): void {
    if (reason === null) this.raised.delete(`${sourceId}:${kind}`)
    else this.raised.set(`${sourceId}:${kind}`, { sourceId, kind, reason })
  }
}
