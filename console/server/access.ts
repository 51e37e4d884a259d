import type { Account, Actor, Role } from '../../core/actor.ts'
import type { Case, CaseId } from '../../core/case.ts'
import type { Stored } from '../../core/documents.ts'
import { getCase } from '../../core/kept-case.ts'
import type { ConsoleDeps } from './deps.ts'
import { notFound } from './problem.ts'

/** Roles bound to one agency: they see that agency's cases and no others. */
export const AGENCY_ROLES: readonly Role[] = ['executor', 'official']

export const actorOf = ({ id, name, role, agencyId }: Account): Actor => ({ kind: 'person', id, name, role, agencyId })

/** The agency whose cases alone an account may see; null: all. */
export const boundAgency = ({ role, agencyId }: Account): string | null => (AGENCY_ROLES.includes(role) ? (agencyId ?? '') : null)

export const maySee = (account: Account, found: Pick<Case, 'agencyId'>): boolean => {
  const bound = boundAgency(account)
  return bound === null || bound === found.agencyId
}

/** @throws {Problem} 404 for a case that is not there or not this account's to see */
export async function visibleCase({ store }: Pick<ConsoleDeps, 'store'>, account: Account, id: string): Promise<Stored<Case>> {
  const found = await getCase(store.documents, id as CaseId)
  if (found === null || !maySee(account, found.value)) throw notFound()
  return found
}
