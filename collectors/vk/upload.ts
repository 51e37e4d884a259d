import { Misconfigured, Unavailable } from '../../core/errors.ts'
import type { VkClient, VkReply } from './client.ts'

/** Where VK may send us to leave a photo. */
const UPLOAD_HOSTS = /(?:^|\.)(?:vk\.com|vk\.ru|userapi\.com|vkuserphoto\.ru)$/
const TIMEOUT_MS = 60_000

interface Uploaded {
  readonly server?: number
  readonly photo?: string
  readonly hash?: string
}

type Refused = Extract<VkReply, { ok: false }>

/** Leaves a photo for a comment of a community; the word to attach it with, or VK's refusal.
 *  @throws {Unavailable} no answer {Misconfigured} an address outside VK */
export async function uploadPhoto(
  client: VkClient,
  apiHost: string,
  photo: { readonly content: Uint8Array; readonly name: string; readonly groupId: number },
): Promise<{ readonly ok: true; readonly photo: string } | Refused> {
  const place = await client.call({ method: 'photos.getWallUploadServer', params: { group_id: photo.groupId } })
  if (!place.ok) return place
  const { upload_url: address } = place.response as { readonly upload_url: string }
  const { hostname, host } = new URL(address)
  if (!UPLOAD_HOSTS.test(hostname) && host !== apiHost)
    throw new Misconfigured('VK sent an upload address of a host that is not declared', { host })
  const left = await sent(address, photo)
  const saved = await client.call({
    method: 'photos.saveWallPhoto',
    params: { group_id: photo.groupId, server: left.server ?? 0, photo: left.photo ?? '', hash: left.hash ?? '' },
  })
  if (!saved.ok) return saved
  const [first] = saved.response as readonly { readonly owner_id: number; readonly id: number; readonly access_key?: string }[]
  if (first === undefined) throw new Unavailable('VK kept no photo')
  // With its key it is shown to all, though it lies in the album of a person.
  const key = first.access_key === undefined ? '' : `_${first.access_key}`
  return { ok: true, photo: `photo${first.owner_id}_${first.id}${key}` }
}

async function sent(address: string, { content, name }: { content: Uint8Array; name: string }): Promise<Uploaded> {
  const body = new FormData()
  body.append('photo', new Blob([new Uint8Array(content)]), name)
  try {
    const response = await fetch(address, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return (await response.json()) as Uploaded
  } catch (cause) {
    throw new Unavailable('The photo did not reach VK', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}
