import { caseWrite } from '../sla-engine/case-write.ts'
import type { Deciding } from '../sla-engine/decide/decide.ts'
import { openCase, takeRevision } from '../sla-engine/open-case.ts'
import type { CaseDesk } from './flows/intake.ts'
import { type Competent, routeAt } from './route-at.ts'

/** Binds router and sla-engine to the region's data for the intake. */
export function caseDesk(region: Competent, deciding: Deciding): CaseDesk {
  return {
    suggest: routeAt(region),
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
