import { z } from 'zod'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import type { VkClient } from './client.ts'
import type { VkReply } from './reply.ts'

/** Where VK may send us to leave a photo. */
const UPLOAD_HOSTS = /(?:^|\.)(?:vk\.com|vk\.ru|userapi\.com|vkuserphoto\.ru)$/
const TIMEOUT_MS = 60_000

const PlaceSchema = z.looseObject({ upload_url: z.url() })
/** What is missing here is refused when the photo is to be kept, and then by VK's own word. */
const LeftSchema = z.looseObject({ server: z.number().catch(0), photo: z.string().catch(''), hash: z.string().catch('') })
const KeptSchema = z.looseObject({ owner_id: z.number().int(), id: z.number().int(), access_key: z.string().nullish() })
const AllKeptSchema = z.tuple([KeptSchema], z.unknown())

type Refused = Extract<VkReply, { ok: false }>

/** Leaves a photo for a comment of a community; the word to attach it with, or VK's refusal.
 *  @throws {Unavailable} no answer, or one that says nothing of the photo {Misconfigured} an address outside VK */
export async function uploadPhoto(
  client: VkClient,
  apiHost: string,
  photo: { readonly content: Uint8Array; readonly name: string; readonly groupId: number },
): Promise<{ readonly ok: true; readonly photo: string } | Refused> {
  const place = await client.call({ method: 'photos.getWallUploadServer', params: { group_id: photo.groupId } })
  if (!place.ok) return place
  const { upload_url: address } = promised(PlaceSchema, place.response)
  const { hostname, host } = new URL(address)
  if (!UPLOAD_HOSTS.test(hostname) && host !== apiHost)
    throw new Misconfigured('VK sent an upload address of a host that is not declared', { host })
  const { server, photo: left, hash } = promised(LeftSchema, await sent(address, photo))
  const saved = await client.call({
    method: 'photos.saveWallPhoto',
    params: { group_id: photo.groupId, server, photo: left, hash },
  })
  if (!saved.ok) return saved
  const [kept] = promised(AllKeptSchema, saved.response)
  // With its key it is shown to all, though it lies in the album of a person.
  const key = kept.access_key ? `_${kept.access_key}` : ''
  return { ok: true, photo: `photo${kept.owner_id}_${kept.id}${key}` }
}

/** @throws {Unavailable} */
function promised<Promised extends z.ZodType>(schema: Promised, answer: unknown): z.infer<Promised> {
  const read = schema.safeParse(answer)
  if (!read.success) throw new Unavailable('VK gave something that says nothing of the photo')
  return read.data
}

async function sent(address: string, { content, name }: { content: Uint8Array; name: string }): Promise<unknown> {
  const body = new FormData()
  body.append('photo', new Blob([new Uint8Array(content)]), name)
  try {
    const response = await fetch(address, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return await response.json()
  } catch (cause) {
    throw new Unavailable('The photo did not reach VK', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}
