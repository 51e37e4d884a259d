import { vkClient } from '../../../collectors/vk/client.ts'
import { uploadPhoto } from '../../../collectors/vk/upload.ts'
import type { PublicationRequest, PublicationResult, Publisher } from '../../../core/publisher.ts'
import { vkPublisher } from '../../../publishers/vk.ts'
import { aPost } from '../../builders/post.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

export const WALL = -9001
export const NOW = Date.UTC(2026, 2, 17, 9)

/** A stand-in of VK for each test, with a citizen's comment on a wall and an answer to it that is to be published. */
export function publishingVk() {
  let standIn: VkStandIn
  let request: PublicationRequest

  beforeEach(async () => {
    standIn = await vkStandIn()
    standIn.world.now = () => NOW / 1000
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const comment = standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    request = {
      inReplyTo: aPost({ id: `vk:comment:${WALL}_${comment.id}`, rootId: `vk:wall:${WALL}_${post.id}`, platform: 'vk' }),
      text: 'Яму заделают до пятницы.',
      attachments: [],
      accountId: '-9500',
      key: 'case:1:1-abc',
      speakBefore: NOW + 240_000,
    }
  })
  afterEach(() => standIn.close())

  const publisher = (photographer: 'person' | 'community' = 'person'): Publisher => {
    const photos = vkClient({ token: photographer, apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const client = vkClient({ token: 'community', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const reader = vkClient({ token: 'service', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 })
    const { host } = new URL(standIn.apiBaseUrl)
    return vkPublisher({
      now: () => NOW,
      vk: {
        call: client.call,
        read: reader.call,
        uploadPhoto: (content, name, groupId) => uploadPhoto(photos, host, { content, name, groupId }),
      },
    })
  }

  return {
    /** VK as the tests have it. */
    vk: () => standIn,
    request: () => request,
    publisher,
    publish: (changes: Partial<PublicationRequest> = {}, photographer?: 'person' | 'community'): Promise<PublicationResult> =>
      publisher(photographer).publish({ ...request, ...changes }, new AbortController().signal),
    answers: () => standIn.world.comments.filter((comment) => comment.fromId === -9500),
  }
}
