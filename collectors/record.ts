import { hash } from 'node:crypto'
import { z } from 'zod'
import { Malformed } from '../core/errors.ts'
import { dead, ok, type Dead, type Ok } from '../core/outcome.ts'
import { AUTHOR_KINDS, PLATFORMS, POST_KINDS, type Platform, type Post, type PostId } from '../core/post.ts'
import { numeric } from '../core/numeric.ts'
import { type Instant, LATEST } from '../core/time.ts'

/** Longest text any platform gives; more is not a message. */
const LONGEST_TEXT = 100_000
const EARLIEST = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000
const SHOWN = 80

const WellFormed = z
  .string()
  .refine((text) => text.isWellFormed(), { message: 'half of a surrogate pair stands alone' })
  .refine((text) => !text.includes('\0'), { message: 'holds the character NUL' })

const IdSchema = WellFormed.refine((id) => PLATFORMS.some((platform) => id.startsWith(`${platform}:`)), {
  message: 'an id begins with a platform and a colon',
})

/** A cell of a table has spaces around its number. */
function cell(value: unknown): unknown {
  const read = typeof value === 'string' ? numeric(value.trim()) : value
  return typeof read === 'number' ? read : value
}

const numberOf = (number: z.ZodNumber) => z.preprocess(cell, number)

/** A time of day without a zone: what instant it is depends on where. */
interface LocalTime {
  /** As if it were UTC. */
  readonly local: Instant
}
const localTime = (text: string): LocalTime => ({ local: Date.parse(`${text}Z`) })

const InstantSchema = z.preprocess(
  cell,
  z.union(
    [
      z.number().int(),
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      z.iso.datetime({ local: true }).transform(localTime),
      z.iso.date().transform((text) => localTime(`${text}T00:00`)),
    ],
    { error: 'not a time: ISO 8601, or ms since the epoch' },
  ),
)

const CountSchema = numberOf(z.number()).default(0)

/** One message of a file: the fields of a Post, of which only `text` is required. Instants: ISO 8601 or ms since the epoch. What passes here,
 *  `PostSchema` takes. */
const RecordSchema = z.object({
  text: WellFormed.max(LONGEST_TEXT),
  id: IdSchema.optional(),
  rev: WellFormed.min(1).optional(),
  platform: z.enum(PLATFORMS).optional(),
  kind: z.enum(POST_KINDS).default('post'),
  parentId: IdSchema.nullable().default(null),
  rootId: IdSchema.optional(),
  sourceId: WellFormed.default('replay'),
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  author: z
    .object({
      id: WellFormed.default(''),
      name: WellFormed.default(''),
      url: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null),
      kind: z.enum(AUTHOR_KINDS).default('unknown'),
    })
    .prefault({}),
  quoted: z.array(WellFormed.max(LONGEST_TEXT)).default([]),
  createdAt: InstantSchema.optional(),
  editedAt: InstantSchema.nullable().default(null),
  deletedAt: InstantSchema.nullable().default(null),
  media: z
    .array(
      z.object({
        kind: z.enum(['photo', 'video', 'audio', 'document', 'link']),
        id: WellFormed,
        url: z
          .url({ protocol: /^https?$/ })
          .nullable()
          .default(null),
        title: WellFormed.nullable().default(null),
      }),
    )
    .default([]),
  geo: z
    .object({ lat: numberOf(z.number().min(-90).max(90)), lon: numberOf(z.number().min(-180).max(180)) })
    .nullable()
    .default(null),
  counters: z.object({ likes: CountSchema, comments: CountSchema, reposts: CountSchema, views: CountSchema }).prefault({}),
  replyable: z.object({ can: z.boolean(), reason: WellFormed.nullable() }).default({ can: false, reason: 'replayed from a file' }),
})

/** Where a clock on the wall shows UTC. */
const UTC = (local: Instant): Instant => local

/** A post from a loose record. What is missing is derived from the content, so that the same row is the same post at every reading. `toUtc`:
 *  which instant it is when clocks show a time that names no zone. */
export function postFromRecord(record: unknown, collectedAt: Instant, toUtc = UTC): Ok<Post> | Dead {
  const parsed = RecordSchema.safeParse(record)
  if (!parsed.success) return dead(problemOf(parsed.error, record), record)
  const post = completed(dated(parsed.data, toUtc), collectedAt)
  const field = untimely(post)
  if (field === null) return ok(post)
  return dead(new Malformed(`${field} is not a time anyone could have written at`, { field, value: post[field] }), record)
}

/** The first time that nobody could have written at. */
function untimely({ createdAt, editedAt, deletedAt, collectedAt }: Post): 'createdAt' | 'editedAt' | 'deletedAt' | null {
  if (!(createdAt >= EARLIEST && createdAt <= collectedAt + DAY_MS)) return 'createdAt'
  const isTime = (at: Instant | null): boolean => at === null || (at >= 0 && at <= LATEST)
  if (!isTime(editedAt)) return 'editedAt'
  return isTime(deletedAt) ? null : 'deletedAt'
}

function dated(row: z.infer<typeof RecordSchema>, toUtc: (local: Instant) => Instant) {
  const instantOf = (said: Instant | LocalTime): Instant => (typeof said === 'number' ? said : toUtc(said.local))
  const { createdAt, editedAt, deletedAt } = row
  return {
    ...row,
    createdAt: createdAt === undefined ? undefined : instantOf(createdAt),
    editedAt: editedAt === null ? null : instantOf(editedAt),
    deletedAt: deletedAt === null ? null : instantOf(deletedAt),
  }
}

type Row = ReturnType<typeof dated>

function completed(row: Row, collectedAt: Instant): Post {
  const platform = row.platform ?? ((row.id?.split(':')[0] ?? 'manual') as Platform)
  const id = (row.id ?? `${platform}:${contentHash(row)}`) as PostId
  const parentId = row.parentId as PostId | null
  return {
    ...row,
    id,
    platform,
    parentId,
    createdAt: row.createdAt ?? collectedAt,
    collectedAt,
    rev: row.rev ?? revision(row),
    rootId: (row.rootId as PostId | undefined) ?? parentId ?? id,
  }
}

const mediaIds = ({ media }: Row): string => media.map((one) => one.id).join()

const contentHash = (row: Row): string => sumOf(row.text, row.author.id, row.createdAt ?? '', row.url ?? '', mediaIds(row))

const revision = (row: Row): string => sumOf(row.text, mediaIds(row), row.editedAt ?? '', row.deletedAt ?? '')

const sumOf = (...parts: readonly (string | number)[]): string => hash('sha256', JSON.stringify(parts)).slice(0, 20)

function problemOf(error: z.ZodError, record: unknown): Malformed {
  const issue = error.issues[0]
  const path = issue?.path ?? []
  const value = path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined),
    record,
  )
  const shown = (JSON.stringify(value) ?? 'undefined').slice(0, SHOWN)
  const field = path.join('.') || 'record'
  return new Malformed(`${field}: ${issue?.message ?? 'not readable'}`, { field, value: shown })
}
