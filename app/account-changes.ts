import type { NewAccount, Person } from '../config/account.ts'
import type { DemoAccount } from '../config/region.ts'
import { type Account, accountIdOf } from '../core/actor.ts'
import { type Audited, auditWrite } from '../core/audit.ts'
import type { Write } from '../core/documents.ts'
import { Misconfigured } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Instant } from '../core/time.ts'
import { accountWrite, hasPublished, passwordHash } from './accounts.ts'

/** Who changes accounts, and when: each change leaves a line in the audit. */
export interface Change {
  readonly actorId: string
  readonly at: Instant
  /** Of the account from now on: sessions that name another one are over. */
  readonly sessionMark: string
}

/** Takes over one of the `published` accounts that demo mode has left in the store. @throws {Misconfigured} the login is somebody's */
export async function addAccount(
  { documents }: Store,
  { password, ...account }: NewAccount,
  change: Change,
  published: readonly DemoAccount[],
): Promise<Account> {
  const { login } = account
  const { sessionMark } = change
  const id = accountIdOf(login)
  const value: Account = { ...account, id, passwordHash: await passwordHash(password), disabledAt: null, sessionMark }
  const taken = (): Misconfigured => new Misconfigured(`There is an account ${login} already`, { login })
  const found = await documents.get<Account>('accounts', id)
  if (found !== null && !(await hasPublished(found.value, published))) throw taken()
  await documents.write(auditLine('add-account', value, change))
  const { kind } = await documents.write(accountWrite(value, found))
  if (kind === 'exists') throw taken()
  return value
}

/** Somebody has another name, role or agency: `become` says what of what was. Who has signed in does so again. @throws as `changed` and `become` */
export const changePerson = (store: Store, login: string, become: (before: Person) => Person, change: Change): Promise<Account> =>
  changed(store, login, { action: 'change-account', set: (before) => become(personOf(before)) }, change)

/** The next sign-in takes this password; whoever has signed in with the old one is out. @throws as `changed` */
export const setPassword = async (store: Store, login: string, password: string, change: Change): Promise<Account> =>
  changed(store, login, { action: 'set-password', set: sets({ passwordHash: await passwordHash(password) }) }, change)

/** Who is signed in is out at once. What the account did keeps its name. @throws as `changed` */
export const disable = (store: Store, login: string, change: Change): Promise<Account> =>
  changed(store, login, { action: 'disable-account', set: sets({ disabledAt: change.at }) }, change)

/** @throws as `changed` */
export const enable = (store: Store, login: string, change: Change): Promise<Account> =>
  changed(store, login, { action: 'enable-account', set: sets({ disabledAt: null }) }, change)

interface Deed {
  readonly action: Audited['action']
  readonly set: (before: Account) => Partial<Account>
}

const sets = (changes: Partial<Account>) => (): Partial<Account> => changes
const personOf = ({ name, role, agencyId }: Account): Person => ({ name, role, agencyId })

/** @throws {Misconfigured} nobody has the login; {Conflict} somebody else changes the account just now */
async function changed({ documents }: Store, login: string, { action, set }: Deed, change: Change): Promise<Account> {
  const found = await documents.get<Account>('accounts', accountIdOf(login))
  if (found === null) throw new Misconfigured(`There is no account ${login}`, { login })
  const value = { ...found.value, ...set(found.value), sessionMark: change.sessionMark }
  await documents.write(auditLine(action, value, change))
  await documents.write(accountWrite(value, found))
  return value
}

/** Written before the deed: nothing is done of which no line tells. */
const auditLine = (action: Audited['action'], account: Account, { actorId, at }: Change): Write =>
  auditWrite(`${account.id}:${at}`, { action, actorId, objectId: account.id, reason: null, at, became: personOf(account) })
