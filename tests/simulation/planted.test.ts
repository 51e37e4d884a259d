import { expect } from 'chai'
import { PRODUCT } from './parts.ts'
import { PLANTED } from './planted/planted.ts'
import { planOf } from './plan.ts'
import { run } from './world.ts'

const SEEDS = 1000

describe('The simulation finds a product that', function () {
  this.timeout(300_000)

  for (const { name, about, parts, plan } of PLANTED) {
    it(`${about} (${name})`, async () => {
      let seed = 0
      while (seed < SEEDS && (await run({ ...planOf(seed), ...plan }, { parts: { ...PRODUCT, ...parts } })).problems.length === 0) seed += 1
      expect(seed, 'seeds without a broken promise').to.be.below(SEEDS)
    })
  }
})
