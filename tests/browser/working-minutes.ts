/** An independent, slow count of working time: Moscow, Mon–Fri 9–13 and 14–18, minute by minute. Days off and short days are handed in. */
export function addWorkingMinutes(
  start: number,
  minutes: number,
  days: { readonly off: ReadonlySet<string>; readonly short: ReadonlySet<string> },
): number {
  const MINUTE = 60_000
  const MOSCOW = 3 * 3_600_000
  const isWorking = (at: number): boolean => {
    const local = new Date(at + MOSCOW)
    const date = local.toISOString().slice(0, 10)
    const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
    if (local.getUTCDay() === 0 || local.getUTCDay() === 6 || days.off.has(date)) return false
    return (minute >= 540 && minute < 780) || (minute >= 840 && minute < (days.short.has(date) ? 1020 : 1080))
  }
  let at = start
  let left = minutes * MINUTE
  while (left > 0) {
    const end = Math.floor(at / MINUTE) * MINUTE + MINUTE
    const step = end - at
    if (isWorking(at)) {
      if (left <= step) return at + left
      left -= step
    }
    at = end
  }
  return at
}
