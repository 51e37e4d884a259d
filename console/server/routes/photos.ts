import { z } from 'zod'
import { ROLES } from '../../../core/actor.ts'
import type { Attachment, Case } from '../../../core/case.ts'
import { visibleCase } from '../access.ts'
import { showsScreenshots } from '../mask.ts'
import { badInput, notFound, read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'

const CaseSchema = z.object({ id: z.string().min(1).max(500) })
const PhotoSchema = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) })

async function upload({ deps, request, session }: Asked): Promise<Attachment> {
  const { id } = read(CaseSchema, request.params)
  const { value } = await visibleCase(deps, session.account, id)
  const file = request.isMultipart() ? await request.file() : undefined
  if (file === undefined) throw badInput({ field: 'photo', reason: 'missing', message: 'send one file as multipart/form-data' })
  return deps.savePhoto({ name: file.filename, content: await file.toBuffer(), caseId: value.id })
}

/** A photo belongs to a case: who may not see the case may not see the photo. The screenshot of a manual entry belongs to the case of its post,
 *  and to those who may know the author. */
async function download({ deps, request, reply, session }: Asked): Promise<Buffer> {
  const found = await deps.loadPhoto(read(PhotoSchema, request.params).id)
  if (found === null) throw notFound()
  const { value } = await visibleCase(deps, session.account, found.caseId)
  const isOfAnswer = photosOfAnswers(value).includes(found.attachment.id)
  if (!isOfAnswer && !showsScreenshots(value.post, session.account.role)) throw notFound()
  void reply.type(found.attachment.mediaType).header('content-disposition', 'inline')
  // What not everybody may see is asked for anew each time: the next person at the same desk may be another.
  if (isOfAnswer) void reply.header('cache-control', 'private, max-age=86400')
  return Buffer.from(found.content)
}

const photosOfAnswers = ({ draft, earlierDrafts }: Case): readonly string[] =>
  [...earlierDrafts, ...(draft === null ? [] : [draft])].flatMap(({ attachments }) => attachments.map(({ id }) => id))

export const PHOTO_ROUTES: readonly Route[] = [
  { method: 'POST', url: '/api/cases/:id/photos', roles: ['executor'], handle: upload, perMinute: 60 },
  { method: 'GET', url: '/api/photos/:id', roles: ROLES, handle: download },
]
