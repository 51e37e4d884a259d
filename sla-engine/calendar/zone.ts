const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Offsets are probed this far apart and refined where they differ; no zone in use has two transitions that cancel within a week. */
const PROBE_MS = 7 * DAY_MS

/** Local wall time of one IANA zone. Local instants are written as if they were UTC. */
export interface Zone {
  readonly name: string
  /** UTC instant of a local wall time. A time that does not exist is moved forward by the gap; of two it is the earlier. */
  toUtc(local: number): number
  toLocal(utc: number): number
}

/** Whether there is a zone of this name. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Offsets between two instants, found once. @throws {RangeError} an unknown zone name */
export function zone(name: string, from: number, to: number): Zone {
  const offset = offsetProbe(name)
  const changes = transitions(offset, from, to)
  const offsetAt = (utc: number): number => (changes.findLast((change) => change.at <= utc) ?? { offset: offset(from) }).offset
  return {
    name,
    toLocal: (utc) => utc + offsetAt(utc),
    toUtc(local) {
      const before = local - offsetAt(local - DAY_MS)
      const after = local - offsetAt(local + DAY_MS)
      const valid = [before, after].filter((utc) => utc + offsetAt(utc) === local)
      return valid.length === 0 ? before : Math.min(...valid)
    },
  }
}

function offsetProbe(name: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (utc) => {
    const part = Object.fromEntries(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utc / 1000) * 1000
  }
}

interface Transition {
  readonly at: number
  readonly offset: number
}

function transitions(offset: (utc: number) => number, from: number, to: number): readonly Transition[] {
  const found: Transition[] = [{ at: Number.NEGATIVE_INFINITY, offset: offset(from) }]
  let known = offset(from)
  for (let left = from; left < to; left += PROBE_MS) {
    const right = Math.min(left + PROBE_MS, to)
    const next = offset(right)
    if (next === known) continue
    found.push({ at: changeBetween(offset, left, right), offset: next })
    known = next
  }
  return found
}

/** Bisects to the minute at which the offset becomes that of `right`. */
function changeBetween(offset: (utc: number) => number, left: number, right: number): number {
  const target = offset(right)
  let low = left
  let high = right
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS
    if (offset(middle) === target) high = middle
    else low = middle
  }
  return high
}
