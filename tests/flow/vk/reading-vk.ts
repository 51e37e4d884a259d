import { vkClient } from '../../../collectors/vk/client.ts'
import { patientClient } from '../../../collectors/vk/patient-client.ts'
import { vkCollector } from '../../../collectors/vk.ts'
import type { Collector } from '../../../core/collector.ts'
import type { Dead } from '../../../core/outcome.ts'
import type { Post, PostId } from '../../../core/post.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

export const WALL = -9001
export const START = Date.UTC(2026, 2, 17, 7)

/** A list as VK answers it. */
interface VkAnswer {
  readonly items: readonly { readonly id: number }[]
}

/** A stand-in of VK for each test, an archive that takes all that is read, and a clock that tests move. */
export function readingVk() {
  let standIn: VkStandIn
  let now: number
  const archive = new Map<PostId, Post>()

  beforeEach(async () => {
    standIn = await vkStandIn()
    now = START
    standIn.world.now = () => Math.floor(now / 1000)
    archive.clear()
  })
  afterEach(() => standIn.close())

  const collector = (walls: readonly number[] = [WALL], queries: readonly string[] = []): Collector =>
    vkCollector({
      client: patientClient(vkClient({ token: 'service', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 }), async () => undefined),
      walls,
      officialIds: new Set([WALL]),
      queries,
      now: () => now,
      recall: async (id) => archive.get(id) ?? null,
    })

  /** Reads until nothing is left; returns the posts, what could not be read and the saved cursor. */
  async function read(cursor: unknown, from = collector()): Promise<{ posts: Post[]; broken: Dead[]; cursor: unknown }> {
    const posts: Post[] = []
    const broken: Dead[] = []
    let saved = cursor
    for await (const page of from.pages(cursor, new AbortController().signal)) {
      for (const item of page.items) {
        if (item.kind === 'ok') posts.push(item.value)
        if (item.kind === 'dead') broken.push(item)
      }
      saved = JSON.parse(JSON.stringify(page.cursor))
    }
    for (const post of posts) archive.set(post.id, post)
    return { posts, broken, cursor: saved }
  }

  /** From now on VK answers what this makes of what it would have answered. */
  function answers(change: (method: string, params: Readonly<Record<string, string>>, shown: VkAnswer) => unknown): void {
    const { world } = standIn
    const call = world.call.bind(world)
    world.call = (method, params, base) => change(method, params, call(method, params, base) as VkAnswer)
  }

  /** A wall with one post and one comment, read. */
  async function aReadWall() {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const comment = standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    return { post, comment, cursor: (await read(null)).cursor }
  }

  return {
    /** VK as the tests have it. */
    vk: () => standIn,
    answers,
    now: () => now,
    later: (ms: number) => void (now += ms),
    collector,
    read,
    aReadWall,
    archive,
  }
}
