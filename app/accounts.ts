import { hash, verify } from '@node-rs/argon2'
import type { DemoAccount } from '../config/region.ts'
import type { Account } from '../core/actor.ts'
import type { Store } from '../core/store.ts'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Verified when nobody has the login, so that the answer takes as long. */
const dummyHash = hash('nobody has this password', COST)

export async function verifyPassword(account: Account, password: string): Promise<boolean> {
  const right = await verify(account.passwordHash === '' ? await dummyHash : account.passwordHash, password)
  return right && account.passwordHash !== ''
}

/** Makes an account that is not there yet; an existing one keeps its password. */
export async function ensureAccount(store: Store, { login, name, role, agencyId, password }: DemoAccount): Promise<void> {
  const id = `account:${login}`
  if ((await store.documents.get('accounts', id)) !== null) return
  const value: Account = { id, login, name, role, agencyId, passwordHash: await hash(password, COST), disabledAt: null }
  await store.documents.write({ collection: 'accounts', id, value, fields: { login, role, agencyId }, mode: { kind: 'create' } })
}
