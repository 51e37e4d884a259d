import { z } from 'zod'
import { LOGIN, type Role, ROLES } from '../core/actor.ts'

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

/** A person who is to sign in. */
export const NewAccountSchema = z
  .strictObject({
    login: LoginSchema,
    name: z.string('is missing').trim().min(1, 'is empty').max(200),
    role: z.enum(ROLES, `is one of ${ROLES.join(', ')}`),
    agencyId: z.string().min(1).nullable().default(null),
    password: PasswordSchema,
  })
  .refine(({ role, agencyId }) => OF_AN_AGENCY.has(role) === (agencyId !== null), {
    path: ['agencyId'],
    message: `belongs to the roles ${[...OF_AN_AGENCY].join(' and ')}, and to them alone`,
  })

export type NewAccount = z.infer<typeof NewAccountSchema>
