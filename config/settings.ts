import { z } from 'zod'
import { PasswordSchema } from './account.ts'
import { ElasticsearchSchema, KafkaSchema, wayProblems } from './cluster-settings.ts'
import { listOf } from './list-of.ts'
import { numberOf } from './number-of.ts'

export const WORKER_ROLES = ['collect', 'classify', 'route', 'publish', 'sweep', 'relay', 'console'] as const

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

const Vk = z.strictObject({
  /** Service key: reads public walls. Environment or mounted file only. */
  token: z.string().min(1).nullable().default(null),
  /** Community key of the account that answers. */
  publishToken: z.string().min(1).nullable().default(null),
  /** Key of a person who looks after that community, with the right to photos: VK takes a photo for a wall from nobody else (error 27). */
  photoToken: z.string().min(1).nullable().default(null),
  apiBaseUrl: z.url().default('https://api.vk.ru/method'),
  pollMs: numberOf(z.number().int().min(200)).default(30_000),
  searchQueries: listOf(z.string().min(2)).default([]),
})

/** Everything that may be set, with its default. Unknown keys are errors. */
export const SettingsSchema = z
  .strictObject({
    /** The one data folder of the embedded way of running. */
    data: z.string().min(1).default('data'),
    host: z.string().min(1).default('127.0.0.1'),
    port: numberOf(z.number().int().min(0).max(65_535)).default(8080),
    region: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .default('kursk'),
    /** Shows demo accounts and plays the region's demo messages. Only on a loopback address. */
    demo: z.stringbool().or(z.boolean()).default(true),
    /** Messages of the demo stream a minute once its backlog has been read. */
    demoPerMinute: numberOf(z.number().min(0).max(60_000)).default(30),
    roles: listOf(z.enum(WORKER_ROLES), 1).default([...WORKER_ROLES]),
    /** The two ways to run: embedded with embedded, or kafka with elasticsearch. */
    log: z.enum(['embedded', 'kafka']).default('embedded'),
    store: z.enum(['embedded', 'elasticsearch']).default('embedded'),
    kafka: KafkaSchema.prefault({}),
    elasticsearch: ElasticsearchSchema.prefault({}),
    logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    /** True behind a TLS proxy: `Secure` cookies and HSTS. */
    secureCookie: z.stringbool().or(z.boolean()).default(false),
    /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; of anyone else the address is that of the connection. */
    trustedProxies: listOf(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
    /** Makes the account `administrator` at the first start outside demo mode. Environment or mounted file only. */
    administratorPassword: PasswordSchema.nullable().default(null),
    /** Messages that may wait for the classifier before collectors pause. */
    mostLag: numberOf(z.number().int().min(100)).default(50_000),
    sweepMs: numberOf(z.number().int().min(100).max(60_000)).default(1000),
    vk: Vk.prefault({}),
  })
  .refine((settings) => !settings.demo || LOOPBACK.has(settings.host), {
    path: ['demo'],
    message: 'demo accounts have known passwords: set demo to false before listening on another address than the loopback',
  })
  .refine(({ demo, secureCookie, trustedProxies }) => !demo || (!secureCookie && trustedProxies.length === 0), {
    path: ['demo'],
    message: 'demo accounts have known passwords: set demo to false before a proxy stands in front (secureCookie, trustedProxies)',
  })
  .refine(({ demo, vk }) => !demo || (vk.publishToken === null && vk.photoToken === null) || isOnThisMachine(vk.apiBaseUrl), {
    path: ['demo'],
    message:
      'demo accounts have known passwords: set demo to false before a key that can publish is given (vk.publishToken, vk.photoToken)',
  })
  .superRefine((settings, context) => {
    for (const problem of wayProblems(settings)) context.addIssue({ code: 'custom', ...problem })
  })

/** A stand-in of a platform: nothing that is published there is seen by anybody. */
const isOnThisMachine = (url: string): boolean => LOOPBACK.has(new URL(url).hostname.replaceAll(/[[\]]/g, ''))

export type Settings = z.infer<typeof SettingsSchema>

/** Paths whose values are never printed, and come from the environment or a mounted file only. */
export const SECRET_PATHS: ReadonlySet<string> = new Set([
  'vk.token',
  'vk.publishToken',
  'vk.photoToken',
  'administratorPassword',
  'kafka.sasl.password',
  'elasticsearch.auth.password',
  'elasticsearch.auth.apiKey',
])

/** Settings whose value is itself the name of a file. */
export const FILE_PATHS: ReadonlySet<string> = new Set(['kafka.caFile', 'elasticsearch.caFile'])

/** The same settings with other roles. */
export const settingsWithRoles = (settings: Settings, roles: Settings['roles']): Settings => ({ ...settings, roles })
