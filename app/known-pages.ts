import type { KnownPages } from '../collectors/registered.ts'
import type { Region } from '../config/load-region.ts'

/** What collectors and their parsers are told of a region. */
export const knownPagesOf = ({ sources, agencies }: Pick<Region, 'sources' | 'agencies'>): KnownPages => ({
  sources: sources.sources,
  accounts: agencies.agencies.flatMap((agency) => agency.accounts),
})
