import { Misconfigured, Unavailable } from '../../core/errors.ts'
import type { VkClient } from './client.ts'

/** Where VK may send us to leave a photo. */
const UPLOAD_HOSTS = /(?:^|\.)(?:vk\.com|vk\.ru|userapi\.com|vkuserphoto\.ru)$/
const TIMEOUT_MS = 60_000

interface Uploaded {
  readonly server?: number
  readonly photo?: string
  readonly hash?: string
}

/** Leaves a photo for a comment of a community; the word to attach it with. @throws {Unavailable} {Misconfigured} an address outside VK */
export async function uploadPhoto(
  client: VkClient,
  apiHost: string,
  photo: { readonly content: Uint8Array; readonly name: string; readonly groupId: number },
): Promise<string> {
  const { upload_url: address } = await must<{ upload_url: string }>(client, 'photos.getWallUploadServer', { group_id: photo.groupId })
  const { hostname, host } = new URL(address)
  if (!UPLOAD_HOSTS.test(hostname) && host !== apiHost)
    throw new Misconfigured('VK sent an upload address of a host that is not declared', { host })
  const left = await sent(address, photo)
  const saved = await must<readonly { owner_id: number; id: number }[]>(client, 'photos.saveWallPhoto', {
    group_id: photo.groupId,
    server: left.server ?? 0,
    photo: left.photo ?? '',
    hash: left.hash ?? '',
  })
  const [first] = saved
  if (first === undefined) throw new Unavailable('VK kept no photo')
  return `photo${first.owner_id}_${first.id}`
}

async function must<T>(client: VkClient, method: string, params: Readonly<Record<string, string | number>>): Promise<T> {
  const reply = await client.call({ method, params })
  if (!reply.ok) throw new Unavailable(`VK refused ${method}`, { code: reply.code, message: reply.message })
  return reply.response as T
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
