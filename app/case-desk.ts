import type { Region } from '../config/load-region.ts'
import type { Instant } from '../core/time.ts'
import { router } from '../router/route.ts'
import { caseWrite } from '../sla-engine/case-write.ts'
import type { Deciding } from '../sla-engine/decide/decide.ts'
import { openCase, takeRevision } from '../sla-engine/open-case.ts'
import type { CaseDesk } from './flows/intake.ts'

const QUARTER_MS = 900_000

interface Competent extends Pick<Region, 'competence'> {
  readonly region: Pick<Region['region'], 'timeZone'>
}

/** Binds router and sla-engine to the region's data for the intake. */
export function caseDesk(region: Competent, deciding: Deciding): CaseDesk {
  const dayIn = calendarDay(region.region.timeZone)
  const route = router(region.competence)
  return {
    suggest: (classification, at) => route(classification, dayIn(at)),
    open(item, suggestion, at) {
      const opened = openCase(item, suggestion, at, deciding)
      return caseWrite(opened, opened.facts, { kind: 'create' })
    },
    revise(found, item, at) {
      const revised = takeRevision(found.value, item, at)
      return revised === null ? null : caseWrite(revised, revised.facts.slice(-1), { kind: 'replace', version: found.version })
    },
  }
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
