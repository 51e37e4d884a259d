import type { Region } from '../config/load-region.ts'
import { route } from '../router/route.ts'
import { caseWrite } from '../sla-engine/case-write.ts'
import type { Deciding } from '../sla-engine/decide/decide.ts'
import { openCase, takeRevision } from '../sla-engine/open-case.ts'
import type { CaseDesk } from './flows/intake.ts'

/** Binds router and sla-engine to the region's data for the intake. */
export function caseDesk(region: Region, deciding: Deciding): CaseDesk {
  return {
    suggest: (classification, at) => route(region.competence, classification, at),
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
