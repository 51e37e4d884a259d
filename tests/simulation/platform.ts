import { Unavailable } from '../../core/errors.ts'
import type { PublicationRequest, PublicationResult, Publisher, SoughtAnswer } from '../../core/publisher.ts'
import type { Instant, Now } from '../../core/time.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'

/** An answer that stands on the platform. */
export interface Answer {
  readonly url: string
  readonly key: string
  readonly text: string
  readonly inReplyTo: string
  readonly at: Instant
}

type Published = Extract<PublicationResult, { kind: 'published' }>

/** Where answers are written. It takes every request, also the second of the same answer. */
export class Platform {
  readonly answers: Answer[] = []
}

/** Speaks as `publishers/` do: looks, speaks once, reads back. */
export function platformPublisher(servers: Servers, from: SimulatedProcess, platform: Platform, now: Now): Publisher {
  const { network, clock } = servers
  const find = ({ inReplyTo, text }: SoughtAnswer): Published | null => {
    const found = platform.answers.find((one) => one.inReplyTo === inReplyTo.id && one.text === text)
    return found === undefined ? null : { kind: 'published', url: found.url, publishedAt: found.at }
  }
  const look = (answer: SoughtAnswer): Promise<Published | null> =>
    network.request({
      from,
      name: `look for the answer to ${answer.inReplyTo.id}`,
      dangers: ['lost', 'refused'],
      apply: () => find(answer),
    })
  const speak = (request: PublicationRequest): Promise<string> =>
    network.request({
      from,
      name: `speak ${request.key}`,
      dangers: ['lost', 'unanswered', 'late'],
      apply() {
        const url = `https://platform.test/${platform.answers.length + 1}`
        platform.answers.push({ url, key: request.key, text: request.text, inReplyTo: request.inReplyTo.id, at: clock.now })
        return url
      },
    })
  return {
    platform: 'vk',
    maxLength: 1000,
    standing: look,
    async publish(request) {
      const { can, reason } = request.inReplyTo.replyable
      if (!can) return { kind: 'impossible', reason: reason ?? '' }
      const earlier = await look(request)
      if (earlier !== null) return earlier
      if (servers.faults.strikes('refused', `speak ${request.key}`)) throw new Unavailable('the platform does not take the answer now')
      if (now() >= request.speakBefore) throw new Unavailable('the time of this attempt is over')
      try {
        return { kind: 'published', url: await speak(request), publishedAt: now() }
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        return (await look(request).catch(() => null)) ?? { kind: 'unknown', reason: 'the platform did not say' }
      }
    },
  }
}
