import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certificates } from './certificates.ts'
import { startElasticsearch } from './elasticsearch.ts'
import { startKafka } from './kafka.ts'
import type { Server } from './server.ts'

export interface Account {
  readonly username: string
  readonly password: string
}

/** A broker and a node that let nobody in without a name, over TLS of an authority of their own. */
export interface StrictServers {
  readonly kafka: Server
  readonly elasticsearch: Server
  /** File of the authority. */
  readonly ca: string
  readonly administrator: Account
  readonly worker: Account
  /** Has a name and no right. */
  readonly stranger: Account
  /** Of the others, by the name of their role. */
  readonly others: Readonly<Record<string, Account>>
  stop(): Promise<void>
}

const account = (username: string): Account => ({ username, password: randomBytes(9).toString('hex') })

/** The administrator may do everything on Kafka, nobody else anything yet. On Elasticsearch each has the role of its name. */
export async function strictServers(roles: string, names: readonly string[] = []): Promise<StrictServers> {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-strict-'))
  // The node runs as an account of its own.
  chmodSync(folder, 0o755)
  const made = certificates(join(folder, 'certificates'))
  const [administrator, worker, stranger] = [account('administrator'), account('worker'), account('stranger')]
  const others = Object.fromEntries(names.map((name) => [name, account(name)]))
  const accounts = [administrator, worker, stranger, ...Object.values(others)]
  const files = {
    users: accounts.map(({ username, password }) => `${username}:${hashed(password)}\n`).join(''),
    users_roles: accounts.map(({ username }) => `${username}:${username}\n`).join(''),
    'roles.yml': roles,
  }
  // A queue of one makes the node refuse writes that come together.
  const settings = { 'thread_pool.write.size': 1, 'thread_pool.write.queue_size': 1 }
  const [kafka, elasticsearch] = await Promise.all([
    startKafka(join(folder, 'kafka'), { security: { certificates: made, accounts } }),
    startElasticsearch(join(folder, 'elasticsearch'), { security: { certificates: made, files }, settings }),
  ])
  const stop = async (): Promise<void> => void (await Promise.all([kafka.stop(), elasticsearch.stop()]))
  return { kafka, elasticsearch, ca: made.ca, administrator, worker, stranger, others, stop }
}

const ROUNDS = 10_000

/** As the file realm reads it. */
function hashed(password: string): string {
  const salt = randomBytes(32)
  return `{PBKDF2}${ROUNDS}$${salt.toString('base64')}$${pbkdf2Sync(password, salt, ROUNDS, 32, 'sha512').toString('base64')}`
}
