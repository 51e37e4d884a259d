import { z } from 'zod'
import { ROLES } from '../core/actor.ts'
import { PLATFORMS, type Platform } from '../core/post.ts'
import { accountIdProblem, sourceIdProblem } from './platform-ids.ts'

const VersionSchema = z.union([z.string(), z.number()]).transform(String)
const IdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/)

/** `region.yaml`. */
export const RegionSchema = z.strictObject({
  version: VersionSchema,
  id: IdSchema,
  name: z.string().min(1),
  nameEn: z.string().min(1),
  timeZone: z.string().min(1),
})

/** Reports what is wrong with an id where the id stands. */
const idChecked =
  (problemOf: (named: { readonly id: string; readonly platform: Platform }) => string | null) =>
  (named: { readonly id: string; readonly platform: Platform }, context: z.RefinementCtx): void => {
    const message = problemOf(named)
    if (message !== null) context.addIssue({ code: 'custom', path: ['id'], message })
  }

const AgencyAccountSchema = z
  .strictObject({ platform: z.enum(PLATFORMS), id: z.string().min(1), url: z.url() })
  .superRefine(idChecked(accountIdProblem))

/** `agencies.yaml`. */
export const AgenciesSchema = z.strictObject({
  version: VersionSchema,
  agencies: z
    .array(
      z.strictObject({
        id: IdSchema,
        name: z.string().min(1),
        nameEn: z.string().min(1),
        shortName: z.string().min(1),
        shortNameEn: z.string().min(1),
        ready: z.boolean().default(true),
        active: z.boolean().default(true),
        accounts: z.array(AgencyAccountSchema).default([]),
      }),
    )
    .min(1)
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, { message: 'two agencies have one id' }),
})

const SourceSchema = z
  .strictObject({
    /** `vk:-1`. */
    id: z.string().min(3),
    platform: z.enum(PLATFORMS),
    name: z.string().min(1),
    url: z.string().nullable().default(null),
    districtId: z.string().nullable().default(null),
    placeId: z.string().nullable().default(null),
    /** A page of an agency: what it writes itself needs no response. */
    official: z.boolean().default(false),
    agencyId: z.string().nullable().default(null),
  })
  .superRefine(idChecked(sourceIdProblem))

/** `sources.yaml`: the pages, walls and groups that are watched. */
export const SourcesSchema = z.strictObject({ version: VersionSchema, sources: z.array(SourceSchema) })
export type Source = z.infer<typeof SourceSchema>

/** `accounts.yaml`: demo accounts with known passwords, used in demo mode only. */
export const DemoAccountsSchema = z.strictObject({
  version: VersionSchema,
  accounts: z.array(
    z.strictObject({
      login: IdSchema,
      name: z.string().min(1),
      role: z.enum(ROLES),
      agencyId: z.string().nullable().default(null),
      password: z.string().min(4),
    }),
  ),
})
export type DemoAccount = z.infer<typeof DemoAccountsSchema>['accounts'][number]
