import type { Region } from '../config/load-region.ts'
import type { Platform } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { PUBLISHER_LIMITS } from '../publishers/limits.ts'
import { calendar } from '../sla-engine/calendar/calendar.ts'
import type { Deciding } from '../sla-engine/decide/decide.ts'
import type { Engine } from '../sla-engine/handle.ts'
import { terms } from '../sla-engine/terms.ts'

/** Terms and bodies of a region, as decisions ask for them. */
export function decidingOf(region: Region): Deciding {
  const agencies = new Map(region.agencies.agencies.map((agency) => [agency.id, agency]))
  return {
    terms: terms(region.profile, calendar(region.calendar)),
    directory: {
      agency: (id) => agencies.get(id) ?? null,
      maxLength: (platform: Platform) => PUBLISHER_LIMITS[platform] ?? null,
    },
  }
}

export const engineOf = (region: Region, store: Store): Engine => ({ store, ...decidingOf(region) })
