import { z } from 'zod'
import { type Account, LOGIN, type Role, ROLES } from '../core/actor.ts'
import { Misconfigured } from '../core/errors.ts'
import { issuesText } from './issues-text.ts'

/** Letters that a password has at least. */
const SHORTEST_PASSWORD = 12
/** What the sign-in page takes. */
const LONGEST_PASSWORD = 200

const LoginSchema = z.string().max(100).regex(LOGIN, 'small Latin letters, digits and hyphens')

export const PasswordSchema = z
  .string()
  .min(SHORTEST_PASSWORD, `has at least ${SHORTEST_PASSWORD} letters`)
  .max(LONGEST_PASSWORD, `has at most ${LONGEST_PASSWORD} letters`)

/** They see and answer what belongs to their agency alone. */
const OF_AN_AGENCY: ReadonlySet<Role> = new Set(['executor', 'official'])

const PERSON = {
  name: z.string('is missing').trim().min(1, 'is empty').max(200),
  role: z.enum(ROLES, `is one of ${ROLES.join(', ')}`),
  agencyId: z.string().min(1).nullable().default(null),
}
export type Person = Pick<Account, keyof typeof PERSON>

const hasItsAgency = ({ role, agencyId }: Pick<Person, 'role' | 'agencyId'>): boolean => OF_AN_AGENCY.has(role) === (agencyId !== null)
const AGENCY_IS_WRONG = {
  path: ['agencyId'],
  message: `belongs to the roles ${[...OF_AN_AGENCY].join(' and ')}, and to them alone`,
}

const PersonSchema = z.strictObject(PERSON).refine(hasItsAgency, AGENCY_IS_WRONG)

/** A person who is to sign in. */
export const NewAccountSchema = z
  .strictObject({ login: LoginSchema, ...PERSON, password: PasswordSchema })
  .refine(hasItsAgency, AGENCY_IS_WRONG)

export type NewAccount = z.infer<typeof NewAccountSchema>

/** What somebody is after a change. Who gets a role without an agency loses the agency. @throws as `checkedAccount` */
export function personAfter(
  before: Person,
  { name, role = before.role, agencyId }: Readonly<Record<keyof Person, string | undefined>>,
): Person {
  const kept = OF_AN_AGENCY.has(role as Role) ? before.agencyId : null
  return checkedAccount(PersonSchema, { name: name ?? before.name, role, agencyId: agencyId ?? kept })
}

/** @throws {Misconfigured} naming what is wrong with which word, never the password */
export function checkedAccount<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Misconfigured(`This account is refused: ${issuesText(parsed.error)}`)
  return parsed.data
}
