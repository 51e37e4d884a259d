import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { consume, type Effects, type Stage } from '../../../app/flows/consume.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { openFolder } from '../../../app/open-store.ts'
import { sleep } from '../../../app/sleep.ts'
import type { Write } from '../../../core/documents.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { PostId } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { aPost } from '../../builders/post.ts'
import { eventually } from '../../contract/subject.ts'

const POSTS = 7

describe('A stage that consumes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-consume-'))
  let store: Store
  before(async () => {
    store = await openFolder({ data: folder })
    const posts = Array.from({ length: POSTS }, (_, number) => aPost({ id: `vk:post:${number}` as PostId, rootId: 'vk:post:0' as PostId }))
    await store.log.append(posts.map(postMessage))
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  const stageOf = (group: string, batch: number, process: (messages: readonly LogMessage[]) => Effects): Stage => ({
    group,
    topics: ['posts'],
    batch,
    process: async (messages) => process(messages),
  })

  /** Runs the stage until its group has committed every post; tells what was said of it. */
  async function drained(stage: Stage, over: Store = store): Promise<readonly string[]> {
    const stop = new AbortController()
    const told: string[] = []
    const frame = {
      store: over,
      member: stage.group,
      now: Date.now,
      sleep,
      report: ({ message }: { message: string }) => void told.push(message),
    }
    const running = consume(frame, stage, stop.signal)
    const progress = async (): Promise<number> =>
      (await store.log.committed(stage.group, 'posts')).reduce((sum, { offset }) => Math.max(sum, offset), 0)
    await Promise.race([eventually(progress, (offset) => offset === POSTS), running])
    stop.abort()
    await running
    return told
  }

  const marker = (id: string, mode: Write['mode']): Write => ({ collection: 'cursors', id, value: id, fields: {}, mode })

  it('works on a batch while the one in front is on its way, and settles them in their order', async () => {
    const order: string[] = []
    let way = 0
    const slow: Store = {
      ...store,
      async settle(settlement) {
        way += 1
        const results = await store.settle(settlement)
        order.push(`settled to ${settlement.commit?.positions[0]?.offset}`)
        way -= 1
        return results
      },
    }
    const stage = stageOf('in-order', 2, (messages) => {
      order.push(`works on ${messages.length}${way > 0 ? ' meanwhile' : ''}`)
      return {}
    })
    expect(await drained(stage, slow)).to.deep.equal([])
    expect(order).to.deep.equal([
      'works on 2',
      'works on 2 meanwhile',
      'settled to 2',
      'works on 2 meanwhile',
      'settled to 4',
      'works on 1 meanwhile',
      'settled to 6',
      'settled to 7',
    ])
  })

  it('takes nothing while what comes after has no room, and goes on when it has', async () => {
    const room = [false, false, true]
    const seen: (boolean | undefined)[] = []
    const held: Stage = {
      ...stageOf('held', 4, (messages) => {
        seen.push(...messages.map(() => room[0]))
        return {}
      }),
      hasRoom: async () => (room.length > 1 ? room.shift() : room[0]) === true,
    }
    expect(await drained(held)).to.deep.equal([])
    expect(seen).to.deep.equal(Array.from({ length: POSTS }, () => true))
  })

  it('decides once more, without beginning again, what a batch in front has put out of date', async () => {
    let decisions = 0
    const stage = stageOf('decides-again', 4, () => {
      decisions += 1
      return { writes: [marker('made', { kind: decisions > 2 ? 'put' : 'create' })], strict: true }
    })
    expect(await drained(stage)).to.deep.equal([])
    expect(decisions).to.equal(3)
  })

  it('begins again from its last commit when it loses twice', async () => {
    let decisions = 0
    const stage = stageOf('begins-again', POSTS, () => {
      decisions += 1
      return { writes: [marker('made', { kind: decisions > 2 ? 'put' : 'create' })], strict: true }
    })
    expect(await drained(stage)).to.deep.equal(['begins again from the last commit'])
    expect(decisions).to.equal(3)
  })
})
