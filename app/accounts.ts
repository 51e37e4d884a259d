import { hash, verify } from '@node-rs/argon2'
import type { DemoAccount } from '../config/region.ts'
import { type Account, accountIdOf } from '../core/actor.ts'
import type { Stored, Write } from '../core/documents.ts'
import type { Store } from '../core/store.ts'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const passwordHash = (password: string): Promise<string> => hash(password, COST)

/** Verified when nobody has the login, so that the answer takes as long. */
const dummyHash = passwordHash('nobody has this password')

export async function verifyPassword(account: Account, password: string): Promise<boolean> {
  const right = await verify(account.passwordHash === '' ? await dummyHash : account.passwordHash, password)
  return right && account.passwordHash !== ''
}

/** As `verifyPassword`, but the passwords that demo mode shows everybody open nothing: its accounts stay in the folder. */
export const verifyUnpublished =
  (published: readonly DemoAccount[]): typeof verifyPassword =>
  async (account, password) =>
    (await verifyPassword(account, password)) && !published.some((one) => one.login === account.login && one.password === password)

/** Makes an account that is not there yet; an existing one keeps its password, unless it is one of the published. */
export async function ensureAccount(store: Store, account: DemoAccount, published: readonly DemoAccount[] = []): Promise<void> {
  const { login, name, role, agencyId, password } = account
  const id = accountIdOf(login)
  const found = await store.documents.get<Account>('accounts', id)
  if (found !== null && !(await hasPublished(found.value, published))) return
  const value: Account = { id, login, name, role, agencyId, passwordHash: await passwordHash(password), disabledAt: null }
  await store.documents.write(accountWrite(value, found))
}

/** Over the one that was found, or a new one. */
export const accountWrite = (value: Account, found: Stored<Account> | null): Write => ({
  collection: 'accounts',
  id: value.id,
  value,
  fields: { login: value.login, role: value.role, agencyId: value.agencyId },
  mode: found === null ? { kind: 'create' } : { kind: 'replace', version: found.version },
})

/** Whether it still has the password that demo mode shows everybody. */
export async function hasPublished(account: Account, published: readonly DemoAccount[]): Promise<boolean> {
  const known = published.find((one) => one.login === account.login)
  return known !== undefined && verifyPassword(account, known.password)
}
