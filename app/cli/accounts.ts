import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { checkedAccount, NewAccountSchema, PasswordSchema, personAfter } from '../../config/account.ts'
import { loadRegion, type Region } from '../../config/load-region.ts'
import { readNamed } from '../../config/named-file.ts'
import type { DemoAccount } from '../../config/region.ts'
import { type Account, ROLES } from '../../core/actor.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import { hasPublished } from '../accounts.ts'
import { addAccount, type Change, changePerson, disable, enable, setPassword } from '../account-changes.ts'
import { openStore } from '../open-store.ts'
import { briefly } from '../patience.ts'
import { closing } from './closing.ts'
import { type CliCommand, COMMAND_LINE, EXIT, type Io, UsageError } from './command.ts'
import { openToRead } from './open-existing.ts'
import { parseDataArgs } from './settings-from-args.ts'

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string' },
  agency: { type: 'string' },
  'password-file': { type: 'string' },
} as const

const PAGE = 500

/** `accounts list|add|change|password|disable|enable`. */
export const accountsCommand: CliCommand = {
  name: 'accounts',
  summary: 'Lists, adds and changes who may sign in',
  help: `
Usage: otklik accounts list [--json]
       otklik accounts add LOGIN --name NAME --role ROLE [--agency AGENCY] --password-file FILE|-
       otklik accounts change LOGIN [--name NAME] [--role ROLE] [--agency AGENCY]
       otklik accounts password LOGIN --password-file FILE|-
       otklik accounts disable|enable LOGIN

  --name NAME            as the console shows it
  --role ROLE            ${ROLES.join(', ')}
  --agency AGENCY        id of the region's list; executors and officials have one, others none
  --password-file FILE   its first line, 12 letters or more; "-" is standard input
  --data DIR             data folder
  --json                 one JSON object an account

A new password, like change and disable, ends the sessions of the account at once. What an account did keeps its name: none is ever deleted. Those that
demo mode has left open nothing outside it; add takes such a login over.

List works while Otklik is running. The others do on Kafka and Elasticsearch; a data folder they need for themselves.

Examples:
  otklik accounts add ivanova --name "Анна Иванова" --role curator --password-file /run/secrets/ivanova
  pwgen 16 1 | otklik accounts add petrov --name "Пётр Петров" --role executor --agency min-transport --password-file -
  otklik accounts change petrov --agency min-housing
  otklik accounts disable petrov

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, OPTIONS, io, 2)
    const [act = '', login] = positionals
    const region = loadRegion(settings.region)
    const telling = { json: values.json === true, io, published: region.demoAccounts.accounts }
    if (act === 'list') {
      if (login !== undefined) throw new UsageError('list takes no login')
      assertNoOther(act, values)
      return closing(await openToRead(settings, io), (store) => list(store, telling))
    }
    if (!Object.hasOwn(CHANGES, act)) throw new UsageError('say list, add, change, password, disable or enable')
    if (login === undefined) throw new UsageError(`name the login to ${act}`)
    // Before anything is opened: what is wrong with the words no server has to be asked.
    const work = await CHANGES[act as Act]({ login, values, io, region })
    return closing(await openStore(settings, [], briefly(io)), async (store) => {
      await tell(await work(store, { actorId: COMMAND_LINE.id, at: Date.now(), sessionMark: randomUUID() }), telling)
      return EXIT.ok
    })
  },
}

type Act = 'add' | 'change' | 'password' | 'disable' | 'enable'

interface Asked {
  readonly login: string
  readonly values: { readonly [name in keyof typeof OPTIONS]?: string }
  readonly io: Io
  readonly region: Region
}

type Work = (store: Store, change: Change) => Promise<Account>

/** What each act does once its words are checked. */
const CHANGES: Readonly<Record<Act, (asked: Asked) => Promise<Work>>> = {
  async add(asked) {
    const { name, role, agency } = asked.values
    const account = checkedAccount(NewAccountSchema, {
      login: asked.login,
      name,
      role,
      agencyId: agency,
      password: await passwordOf(asked),
    })
    assertAgency(account.agencyId, asked.region)
    return (store, change) => addAccount(store, account, change, asked.region.demoAccounts.accounts)
  },
  async change({ login, values, region }) {
    assertNoOther('change', values, 'name', 'role', 'agency')
    const { name, role, agency: agencyId } = values
    if (name === undefined && role === undefined && agencyId === undefined)
      throw new UsageError('say what to change: --name, --role or --agency')
    assertAgency(agencyId ?? null, region)
    return (store, change) => changePerson(store, login, (before) => personAfter(before, { name, role, agencyId }), change)
  },
  async password(asked) {
    assertNoOther('password', asked.values, 'password-file')
    const { password } = checkedAccount(z.object({ password: PasswordSchema }), { password: await passwordOf(asked) })
    return (store, change) => setPassword(store, asked.login, password, change)
  },
  disable: switched('disable', disable),
  enable: switched('enable', enable),
}

function switched(name: Act, act: typeof disable): (asked: Asked) => Promise<Work> {
  return async ({ login, values }) => {
    assertNoOther(name, values)
    return (store, change) => act(store, login, change)
  }
}

/** An option that an act does not look at was meant for something. @throws {UsageError} */
function assertNoOther(act: string, values: Asked['values'], ...taken: readonly string[]): void {
  const spare = Object.keys(OPTIONS).find((name) => Object.hasOwn(values, name) && !taken.includes(name))
  if (spare !== undefined) throw new UsageError(`${act} takes no --${spare}`)
}

/** @throws {Misconfigured} no such agency */
function assertAgency(agencyId: string | null, { region, agencies }: Region): void {
  const known = agencies.agencies.map(({ id }) => id)
  if (agencyId !== null && !known.includes(agencyId))
    throw new Misconfigured(`The region ${region.id} has no agency ${agencyId}, but ${known.join(', ')}`, { agencyId })
}

/** The first line of the file: the line feed that an editor ends it with, and the mark that one begins it with, are no letters of the password.
 *  @throws {UsageError} none is named; {Misconfigured} it cannot be read */
async function passwordOf({ values, io }: Asked): Promise<string> {
  const path = values['password-file']
  if (path === undefined) throw new UsageError('name the file of the password: --password-file FILE, "-" for standard input')
  const content = path === '-' ? await text(io.stdin) : readNamed({ path, from: '--password-file' })
  return content.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? ''
}

interface Telling {
  readonly json: boolean
  readonly io: Io
  readonly published: readonly DemoAccount[]
}

async function list(store: StoreReading, telling: Telling): Promise<number> {
  let after: string | undefined
  do {
    const page = await store.documents.query<Account>({ collection: 'accounts', limit: PAGE, ...(after === undefined ? {} : { after }) })
    for (const { value } of page.items) await tell(value, telling)
    after = page.next ?? undefined
  } while (after !== undefined)
  return EXIT.ok
}

/** Never the hash of the password, but whether it is a published one, which opens nothing outside demo mode. */
async function tell(account: Account, { json, io, published }: Telling): Promise<void> {
  const { login, name, role, agencyId, disabledAt } = account
  const demo = await hasPublished(account, published)
  const notes = [
    ...(disabledAt === null ? [] : [`(disabled ${new Date(disabledAt).toISOString()})`]),
    ...(demo ? ['(demo mode only)'] : []),
  ]
  const shown = { login, name, role, agencyId, disabledAt, demo }
  io.stdout.write(json ? `${JSON.stringify(shown)}\n` : `${[login, role, agencyId ?? '-', name, ...notes].join('  ')}\n`)
}
