import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { faultyTown } from './fault.ts'
import { figureOf } from './figure.ts'
import type { Role } from './fleet.ts'

const KILLS = Number(process.env['OTKLIK_TEST_KILLS'] ?? 40)
const FAIL_OVER_WITHIN_MS = 30_000
/** Everything that runs by itself, each in a process of its own. */
const ALONE: readonly Role[] = ['collect', 'classify', 'route', 'publish', 'sweep', 'relay']
/** What one process at a time does. */
const LEASED: readonly Role[] = ['collect', 'sweep', 'relay']
const LEASES = ['collector:vk', 'sweep', 'relay'] as const
const LIVES_MS = 1500

const killed = async ({ child }: OtklikProcess): Promise<void> => {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await gone
}

describe('workers that are killed', function () {
  this.timeout(900_000 + KILLS * 20_000)

  describe('one role after another', () => {
    const all = faultyTown([], async () => ({}))

    it(`lose nothing, double nothing and say nothing twice over ${KILLS} kills`, async () => {
      const running = new Map(await Promise.all(ALONE.map(async (role) => [role, await all.town.fleet.start([role])] as const)))
      await all.survives(async () => {
        for (let kill = 0; kill < KILLS; kill += 1) {
          const role = ALONE[kill % ALONE.length]!
          await killed(running.get(role)!)
          running.set(role, await all.town.fleet.start([role]))
          // At another moment of its work each time.
          await sleep((LIVES_MS * ((kill * 7) % 10)) / 10)
        }
      })
    })
  })

  describe('while another stands by', () => {
    const all = faultyTown([['classify'], ['route', 'publish']], async () => ({}))

    /** How many of the leases. */
    const holds = async (one: OtklikProcess): Promise<number> => {
      const held = await Promise.all(LEASES.map((lease) => figureOf(one, `otklik_lease_held{lease="${lease}"}`)))
      return held.filter((figure) => figure === 1).length
    }
    const holdsAll = async (one: OtklikProcess): Promise<boolean> => (await holds(one)) === LEASES.length

    it(`leave what one process at a time does to it, within ${FAIL_OVER_WITHIN_MS / 1000} s`, async () => {
      const first = await all.town.fleet.start(LEASED)
      while (!(await holdsAll(first))) await sleep(100)
      const second = await all.town.fleet.start(LEASED)
      let tookMs = 0
      await all.survives(async () => {
        expect(await holds(second)).to.equal(0)
        const begunAt = performance.now()
        await killed(first)
        while (!(await holdsAll(second))) await sleep(100)
        tookMs = Math.round(performance.now() - begunAt)
      })
      console.log(`      taken over after ${tookMs} ms`)
      expect(tookMs).to.be.below(FAIL_OVER_WITHIN_MS)
    })
  })
})
