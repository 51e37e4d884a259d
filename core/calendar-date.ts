const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether a text is a day that there is: `2026-03-17`, and not `2026-02-31`. */
export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? []
  if (year === undefined) return false
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).toISOString().startsWith(text)
}
