import { expect } from 'chai'
import type { Role } from './fleet.ts'
import { type Town, town } from './town.ts'

/** The work but for the console, shared by three processes. */
export const THREE_WORKERS: readonly (readonly Role[])[] = [['collect', 'sweep'], ['classify'], ['route', 'relay', 'publish']]

/** The bar is 15 s on a machine that does nothing else (docs/proof.md has the figures); more than this is a fault of ours on any. */
const GOES_ON_WITHIN_MS = 60_000

export interface FaultyTown {
  readonly town: Town
  /** Lives through a fault, tells how soon work went on, and fails on anything wrong with the whole history. */
  survives(fault: () => Promise<void>): Promise<void>
}

/** A town made before the first test of the suite that calls this, looked into after a failed one, and gone after the last. */
export function faultyTown(workers: readonly (readonly Role[])[], env: () => Promise<Readonly<Record<string, string>>>): FaultyTown {
  let all: Town | undefined
  const made = (): Town => {
    if (all === undefined) throw new Error('The town is made in the hook before the tests')
    return all
  }

  before(async () => {
    const living = (all = await town(await env()))
    await Promise.all(workers.map((roles) => living.fleet.start(roles)))
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.log(await all?.fleet.report())
  })
  after(() => all?.dispose())

  return {
    get town() {
      return made()
    },
    async survives(fault) {
      const { goesOnMs, problems } = await made().through(fault)
      console.log(`      goes on after ${goesOnMs} ms`)
      expect(problems).to.deep.equal([])
      expect(goesOnMs, 'ms until the work went on').to.be.below(GOES_ON_WITHIN_MS)
    },
  }
}
