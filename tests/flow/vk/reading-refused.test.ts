import { expect } from 'chai'
import { vkClient } from '../../../collectors/vk/client.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { readingVk, WALL } from './reading-vk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A wall is refused with this code: how long VK is not asked for it again, and whose alarm is raised at once. */
interface Rest {
  readonly restMs: number
  readonly alarm: readonly [sourceId: string, kind: string] | null
}

const SOON: Rest = { restMs: MINUTE_MS / 4, alarm: null }
const UNREADABLE: Rest = { restMs: DAY_MS, alarm: [`vk:${WALL}`, 'unreadable'] }

const RESTS: ReadonlyMap<number, Rest> = new Map([
  [1, SOON],
  [10, SOON],
  [36, SOON],
  [43, SOON],
  [9999, SOON],
  [9, { restMs: HOUR_MS, alarm: ['account', 'parked'] }],
  [29, { restMs: DAY_MS, alarm: ['wall.get', 'parked'] }],
  ...[7, 15, 18, 30, 100, 113, 125, 203, 210, 211, 212].map((code) => [code, UNREADABLE] as const),
])

/** Codes that end all reading, with what a person has to see to. */
const ENDS: ReadonlyMap<number, string> = new Map([
  ...[5, 27, 28, 1114, 1117].map((code) => [code, 'VK no longer accepts the key'] as const),
  [42, 'VK does not let this address use the key'],
  ...[14, 17, 24, 3300, 3301, 3302, 3303, 3304].map((code) => [code, 'VK wants a person to prove that the account is one'] as const),
])

describe('the VK collector that is refused a wall', () => {
  const { vk, later, collector, read } = readingVk()
  const asked = (method: string): number => vk().counts.get(method) ?? 0

  for (const [code, { restMs, alarm }] of RESTS) {
    it(`with ${code} asks again after ${restMs / 1000} s, ${alarm === null ? 'without an alarm' : `with the alarm ${alarm.join(' ')}`}`, async () => {
      vk().world.refused.set(WALL, code)
      const reader = collector()
      const { cursor } = await read(null, reader)
      expect(reader.alarms().map(({ sourceId, kind }) => [sourceId, kind])).to.deep.equal(alarm === null ? [] : [alarm])
      later(restMs - 1)
      const second = await read(cursor, reader)
      expect(asked('wall.get')).to.equal(1)
      later(1)
      await read(second.cursor, reader)
      expect(asked('wall.get')).to.equal(2)
    })
  }

  for (const [code, reason] of ENDS) {
    it(`with ${code} stops and calls a person: ${reason}`, async () => {
      vk().world.refused.set(WALL, code)
      const error = await failure(read(null))
      expect(error).to.be.instanceOf(Misconfigured).and.to.have.property('message', reason)
      expect(asked('wall.get')).to.equal(1)
    })
  }

  it('with 6 asks again at once, three times in all, and then later', async () => {
    vk().world.refused.set(WALL, 6)
    expect(await failure(read(null))).to.be.instanceOf(Unavailable)
    expect(asked('wall.get')).to.equal(3)
  })

  it('with 6 asks half as often from then on, inside a batch too', async () => {
    const client = vkClient({ token: 'service', apiBaseUrl: vk().apiBaseUrl, perSecond: 20 })
    const wall = { method: 'wall.get', params: { owner_id: WALL } }
    const fourTake = async (): Promise<number> => {
      const begunAt = performance.now()
      await Promise.all([1, 2, 3, 4].map(() => client.call(wall)))
      return performance.now() - begunAt
    }
    vk().trick('wall.get', { error: 6 })
    await client.call(wall)
    expect(await fourTake(), 'ten a second').to.be.greaterThan(3 * 110)
    vk().trick('wall.get', { error: 6 })
    await client.batch([wall, wall])
    expect(await fourTake(), 'five a second').to.be.greaterThan(3 * 220)
  })

  for (const [code, searches] of [
    [9, 0],
    [29, 1],
  ] as const) {
    it(`with ${code} ${searches === 0 ? 'lets the whole account rest' : 'lets the method rest, not the others'}`, async () => {
      vk().trick('wall.get', { error: code })
      await read(null, collector([WALL], ['яма']))
      expect(asked('newsfeed.search')).to.equal(searches)
    })
  }
})
