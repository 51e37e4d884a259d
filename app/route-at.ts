import type { Region } from '../config/load-region.ts'
import type { RouteSuggestion } from '../core/agency.ts'
import type { Classification } from '../core/classification.ts'
import type { Instant } from '../core/time.ts'
import { router } from '../router/route.ts'

const QUARTER_MS = 900_000

export interface Competent extends Pick<Region, 'competence'> {
  readonly region: Pick<Region['region'], 'timeZone'>
}

export type RouteAt = (classification: Classification, at: Instant) => RouteSuggestion | null

/** The region's router, asked at an instant: its rules hold by days of the region's calendar. */
export function routeAt({ region, competence }: Competent): RouteAt {
  const dayIn = calendarDay(region.timeZone)
  const route = router(competence)
  return (classification, at) => route(classification, dayIn(at))
}

/** The calendar day of an instant in the zone, found once a quarter of an hour: every zone's day begins on one. */
function calendarDay(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone })
  let known = { quarter: -1, day: '' }
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS)
    if (quarter !== known.quarter) known = { quarter, day: format.format(at) }
    return known.day
  }
}
