import { setTimeout as wait } from 'node:timers/promises'
import { type VkClient, vkClient } from '../collectors/vk/client.ts'
import { patientClient } from '../collectors/vk/patient-client.ts'
import { uploadPhoto } from '../collectors/vk/upload.ts'
import type { Settings } from '../config/settings.ts'
import type { Publisher } from '../core/publisher.ts'
import type { Now } from '../core/time.ts'
import { vkPublisher } from '../publishers/vk.ts'

/** Requests a second VK allows: a service key or a person's, a community key. */
const READING_PER_SECOND = 3
const PHOTOS_PER_SECOND = 3
const SPEAKING_PER_SECOND = 20

/** One client a key, so that everything which uses a key shares its rate; null without the key. */
export interface VkClients {
  readonly reader: VkClient | null
  readonly speaker: VkClient | null
  readonly photographer: VkClient | null
}

export function vkClientsOf({ vk: { token, publishToken, photoToken, apiBaseUrl } }: Settings): VkClients {
  return {
    reader: token === null ? null : patientClient(vkClient({ token, apiBaseUrl, perSecond: READING_PER_SECOND }), wait),
    speaker: publishToken === null ? null : vkClient({ token: publishToken, apiBaseUrl, perSecond: SPEAKING_PER_SECOND }),
    photographer: photoToken === null ? null : vkClient({ token: photoToken, apiBaseUrl, perSecond: PHOTOS_PER_SECOND }),
  }
}

/** The publisher that speaks for the agencies' communities; null without a key to speak with. It looks around with the reading key where there is
 *  one. Without a person's key answers with photos are for a person to publish, as VK refuses them. */
export function vkPublisherOf({ reader, speaker, photographer }: VkClients, settings: Settings, now: Now): Publisher | null {
  if (speaker === null) return null
  const { host } = new URL(settings.vk.apiBaseUrl)
  return vkPublisher({
    now,
    vk: {
      call: (call) => speaker.call(call),
      read: (call) => (reader ?? speaker).call(call),
      uploadPhoto: (content, name, groupId) => uploadPhoto(photographer ?? speaker, host, { content, name, groupId }),
    },
  })
}
