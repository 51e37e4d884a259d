import { z } from 'zod'
import { type Account, CURATORS, type Role } from '../../../core/actor.ts'
import { type Attachment, type Case, type CaseId, type Command, DISMISSALS, WHOLE_REGION } from '../../../core/case.ts'
import { IMPORTANCES, REFUSAL_GROUNDS } from '../../../core/classification.ts'
import type { Stored } from '../../../core/documents.ts'
import { getCase } from '../../../core/kept-case.ts'
import { handle } from '../../../sla-engine/handle.ts'
import { actorOf, AGENCY_ROLES, maySee } from '../access.ts'
import type { CaseCard, GivenAway } from '../api.ts'
import type { ConsoleDeps } from '../deps.ts'
import { assertAnswered } from '../duplicate-target.ts'
import { badInput, notFound, read, refused } from '../problem.ts'
import type { Asked, Route } from '../route.ts'
import { cardOf } from './cases.ts'

const SHOWN_LENGTH = 120
const ReasonSchema = z.string().max(5000).default('')
const AttachmentIdSchema = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) })

/** Bodies of the commands people send. What the domain refuses (an empty text, a missing reason) it says itself. */
const BODIES = {
  detect: z.object({
    topicId: z.string().nullable().default(null),
    districtId: z.string().nullable().default(null),
    placeName: z.string().max(500).nullable().default(null),
    importance: z.enum(IMPORTANCES).nullable().default(null),
  }),
  dismiss: z.object({
    as: z.enum(DISMISSALS),
    reason: ReasonSchema,
    target: z
      .custom<CaseId>((value) => typeof value === 'string' && value.length <= 500, 'a number of a case')
      .nullable()
      .default(null),
  }),
  refuse: z.object({ ground: z.enum(REFUSAL_GROUNDS), reason: ReasonSchema }),
  route: z.object({ agencyId: z.string(), overrideReason: z.string().max(5000).nullable().default(null) }),
  return: z.object({
    reason: ReasonSchema,
    proposedAgencyId: z.string().nullable().default(null),
    curatorConsent: z.boolean().default(false),
  }),
  reroute: z.object({ agencyId: z.string(), reason: z.string().max(5000).nullable().default(null) }),
  accept: z.object({}),
  submit: z.object({
    text: z.string().max(100_000),
    attachments: z.array(AttachmentIdSchema).max(10).default([]),
    accountId: z.string().nullable().default(null),
  }),
  approve: z.object({ version: z.string() }),
  'ask-rework': z.object({ code: z.string().default(''), comment: ReasonSchema, version: z.string().nullable().default(null) }),
  publish: z.object({
    url: z.string().max(2000).default(''),
    where: z.enum(['in-place', 'own-account']),
    reason: z.string().max(5000).nullable().default(null),
    publishedAt: z.number().int().optional(),
    accountId: z.string().nullable().default(null),
  }),
  'change-importance': z.object({ importance: z.enum(IMPORTANCES), reason: ReasonSchema }),
  reopen: z.object({ reason: ReasonSchema }),
  comment: z.object({ text: ReasonSchema }),
} as const

type PeoplesCommand = keyof typeof BODIES

const EXECUTORS: readonly Role[] = ['executor']

/** The door; the decision checks authority, moment and content again. */
const ROLES_OF: Readonly<Record<PeoplesCommand, readonly Role[]>> = {
  detect: CURATORS,
  dismiss: CURATORS,
  refuse: CURATORS,
  route: CURATORS,
  return: [...CURATORS, ...EXECUTORS],
  reroute: CURATORS,
  accept: EXECUTORS,
  submit: EXECUTORS,
  approve: CURATORS,
  'ask-rework': CURATORS,
  publish: EXECUTORS,
  'change-importance': CURATORS,
  reopen: CURATORS,
  comment: [...CURATORS, ...AGENCY_ROLES],
}

const ParamsSchema = z.object({ id: z.string().min(1).max(500) })
const KeySchema = z.object({ key: z.string().min(1).max(200).optional() })

/** Of two cases of which each is to be the duplicate of the other, one has to see that the other is gone. */
const turnOf = (type: PeoplesCommand, id: string): string => (type === 'dismiss' ? type : id)

const act =
  (type: PeoplesCommand) =>
  async (asked: Asked): Promise<CaseCard | GivenAway> => {
    const { id } = read(ParamsSchema, asked.request.params)
    return asked.deps.inTurn(turnOf(type, id), () => answerOf(type, asked, id))
  }

/** The case is read when its turn has come, and once: what may be seen is what is decided on. */
async function answerOf(type: PeoplesCommand, asked: Asked, id: string): Promise<CaseCard | GivenAway> {
  const { deps, request, session } = asked
  const body = request.body ?? {}
  const { key = deps.randomToken(16) } = read(KeySchema, body)
  const meta = { by: actorOf(session.account), at: deps.now(), key: `${session.account.id}:${type}:${key}` }
  const found = await getCase(deps.store.documents, id as CaseId)
  if (found === null || !maySee(session.account, found.value)) return givenAway(type, found, meta.key)
  const command = await complete(deps, found.value, { type, ...read<object>(BODIES[type], body) } as Command, meta.key)
  const handled = await handle(deps.engine, found, command, meta)
  if (!handled.ok) throw refused(handled.refusal, handled.details)
  const done = { id, value: handled.case, version: handled.version }
  if (maySee(session.account, handled.case)) return cardOf(deps, done, session.account)
  // Its own return has just taken the case out of sight: as that left it, it may be seen once more.
  if (type === 'return' && handled.case.facts.at(-1)?.key === meta.key) return cardOf(deps, done, outsider(session.account))
  return givenAway(type, done, meta.key)
}

/** A return (p.8) that is sent a second time: whoever missed the first answer learns that it was taken, and nothing of what came after.
 *  @throws {Problem} 404 for any other act on a case that is not there or not this account's to see */
function givenAway(type: PeoplesCommand, found: Stored<Case> | null, key: string): GivenAway {
  if (type !== 'return' || found === null || !found.value.appliedKeys.includes(key)) throw notFound()
  return { id: found.id, state: 'returned', clocks: [] }
}

const outsider = (account: Account): Account => ({ ...account, role: 'analyst', agencyId: null })

/** Fills in what only the server knows, whole attachments and the time, and refuses what names something that is not there. */
async function complete(deps: ConsoleDeps, { id: caseId, appliedKeys }: Case, command: Command, key: string): Promise<Command> {
  // What was done already is not asked about again: it may be true no more.
  if (appliedKeys.includes(key)) return command
  if (command.type === 'publish') return { ...command, publishedAt: command.publishedAt ?? deps.now() }
  if (command.type === 'submit') return { ...command, attachments: await attachmentsOf(deps, caseId, command.attachments) }
  if (command.type === 'dismiss' && command.target !== null) await assertAnswered(deps.store, command.target, caseId)
  if (command.type === 'detect') {
    assertListed(deps.directory.topics, 'topicId', command.topicId)
    assertListed([{ id: WHOLE_REGION }, ...deps.directory.districts], 'districtId', command.districtId)
  }
  return command
}

/** That something is missing the decision says itself. */
function assertListed(list: readonly { readonly id: string }[], field: string, value: string | null): void {
  if (value === null || value === '' || list.some(({ id }) => id === value)) return
  throw badInput({ field, reason: 'not-listed', value: value.slice(0, SHOWN_LENGTH), message: 'not in the directory of the region' })
}

async function attachmentsOf(deps: ConsoleDeps, caseId: string, named: readonly { readonly id: string }[]): Promise<readonly Attachment[]> {
  const attachments: Attachment[] = []
  for (const { id } of named) {
    const photo = await deps.loadPhoto(id)
    if (photo === null || photo.caseId !== caseId) throw refused('no-such-attachment', { id })
    attachments.push(photo.attachment)
  }
  return attachments
}

export const COMMAND_ROUTES: readonly Route[] = (Object.keys(BODIES) as PeoplesCommand[]).map((type) => ({
  method: 'POST',
  url: `/api/cases/:id/${type}`,
  roles: ROLES_OF[type],
  handle: act(type),
}))
