import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { consume } from '../../../app/flows/consume.ts'
import { logger } from '../../../app/logger.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { EVERY_ROLE } from './fleet.ts'
import { faultyTown } from './fault.ts'

const PAUSE_MS = 30_000
const JOIN_EVERY_MS = 3000
const JOINS = 10
const STAYS_MS = 4500

describe('workers that share everything', function () {
  this.timeout(900_000)
  const all = faultyTown([], async () => ({}))
  let workers: readonly OtklikProcess[]

  before(async () => {
    const roles = EVERY_ROLE.filter((role) => role !== 'console')
    workers = await Promise.all([all.town.fleet.start(roles), all.town.fleet.start(roles)])
  })

  it('lose and double nothing while one of them is stopped for half a minute, and when it goes on with what it held', async () => {
    await all.survives(async () => {
      workers[0]?.child.kill('SIGSTOP')
      await sleep(PAUSE_MS)
      workers[0]?.child.kill('SIGCONT')
    })
  })

  it(`lose and double nothing while others join every ${JOIN_EVERY_MS / 1000} s and leave again`, async () => {
    const region = loadRegion(all.town.fleet.settings.region)
    const settings = settingsWithRoles(all.town.fleet.settings, ['classify', 'route'])
    const stages = await stagesOf({ settings, store: all.town.store, signal: new AbortController().signal }, region)
    const visit = async (): Promise<void> => {
      const frame = { ...frameOf(all.town.store, logger({ logLevel: 'silent' }, 'visitor')), member: randomUUID() }
      await Promise.all(stages.map((stage) => consume(frame, stage, AbortSignal.timeout(STAYS_MS))))
    }
    await all.survives(async () => {
      const visits: Promise<void>[] = []
      for (let join = 0; join < JOINS; join += 1) {
        visits.push(visit())
        await sleep(JOIN_EVERY_MS)
      }
      await Promise.all(visits)
    })
  })
})
