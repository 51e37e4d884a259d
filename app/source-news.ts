import type { SourceAlarm } from '../core/collector.ts'

interface Told {
  readonly begun: (alarm: SourceAlarm) => void
  readonly over: (alarm: SourceAlarm) => void
}

/** What tells an alarm once when it begins and once when it is over, however often the sources are looked at. */
export function sourceNews({ begun, over }: Told): (alarms: readonly SourceAlarm[]) => void {
  let open: ReadonlyMap<string, SourceAlarm> = new Map()
  return (alarms) => {
    const before = open
    open = new Map(alarms.map((alarm) => [keyOf(alarm), alarm]))
    for (const [key, alarm] of open) if (!before.has(key)) begun(alarm)
    for (const [key, alarm] of before) if (!open.has(key)) over(alarm)
  }
}

/** A silence that lasts a day longer is the same; each gap is one of its own, as each has lost something else. */
const keyOf = ({ kind, sourceId, reason }: SourceAlarm): string => JSON.stringify([kind, sourceId, kind === 'gap' ? reason : null])
