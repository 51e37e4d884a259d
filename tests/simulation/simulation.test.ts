import { expect } from 'chai'
import { planOf } from './plan.ts'
import { PLANTED } from './planted/planted.ts'
import { type Parts, PRODUCT } from './parts.ts'
import { argumentsOf, planFrom, reportOf } from './report.ts'
import { shrink } from './shrink.ts'
import { run } from './world.ts'

const SEEDS = 1000

const partsOf = (bug: string): Parts => ({ ...PRODUCT, ...PLANTED.find((one) => one.name === bug)?.parts })

describe('The whole pipeline on the ports of core', function () {
  this.timeout(300_000)

  it(`keeps every promise in ${SEEDS} seeded runs with faults`, async () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const first = await run(planOf(seed))
      if (first.problems.length === 0) continue
      const { plan } = await shrink(planOf(seed), first, run)
      expect.fail(reportOf(plan, await run(plan, { traced: true })))
    }
  })

  it('runs step by step as before when its seed is run again', async () => {
    const [first, second] = [await run(planOf(7), { traced: true }), await run(planOf(7), { traced: true })]
    expect(first.trace.length).to.be.greaterThan(1000)
    expect(second.trace).to.deep.equal(first.trace)
  })

  it('comes to work and to harm in a few seeds: answers are published, alarms fire, every kind of fault strikes', async () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 30; seed += 1) {
      const { faults, trace } = await run(planOf(seed), { traced: true })
      for (const { fault } of faults) seen.add(fault)
      for (const word of ['speak', 'create cases', 'replace cases', 'append routed.roads', 'append posts.dead'])
        if (trace.some((line) => line.includes(word))) seen.add(word)
    }
    expect(seen.size).to.equal(13 + 5)
  })
})

describe('A failing seed', function () {
  this.timeout(120_000)
  const parts = partsOf('marked-before-sent')

  it('shrinks to a run with few posts and faults that breaks the same promise', async () => {
    let [seed, first] = [0, await run(planOf(0), { parts })]
    while (first.problems.length === 0) first = await run(planOf((seed += 1)), { parts })
    const { plan, outcome } = await shrink(planOf(seed), first, (next) => run(next, { parts }))
    expect(outcome.problems.join()).to.include('case messages lost')
    expect(outcome.faults.length).to.be.at.most(3)
    expect(plan.posts + plan.workers).to.be.at.most(8)
  })

  it('is told with the arguments that run its smallest form again', async () => {
    const plan = { ...planOf(0), posts: 2, without: new Set(['leap', 'skew'] as const), skip: new Set([3, 5]) }
    const again = planFrom(0, { posts: '2', without: 'leap,skew', skip: '3,5' })
    expect(argumentsOf(plan)).to.deep.equal(['--seed 0', '--posts 2', '--without leap,skew', '--skip 3,5'])
    expect((await run(again, { parts, traced: true })).trace).to.deep.equal((await run(plan, { parts, traced: true })).trace)
  })
})
