import { expect } from 'chai'
import { backlogOf, heldBack, heldStage, pressureOf } from '../../../app/back-pressure.ts'
import type { Collector, Page } from '../../../core/collector.ts'
import { CLASSIFIER } from '../../../app/flows/classify.ts'
import type { Log } from '../../../core/log.ts'

const MOST = 100

describe('Back-pressure', () => {
  /** A log whose classifier is behind by this much, second by second. */
  function pressure(lags: readonly number[]) {
    let second = 0
    const log = {
      committed: async () => [],
      ranges: async (topic: string) => [{ topic, partition: 0, start: 0, end: lags[Math.min(second, lags.length - 1)] ?? 0 }],
    } as unknown as Log
    const sleep = async (): Promise<void> => void (second += 1)
    const now = () => second * 1000
    const backlog = backlogOf(log, CLASSIFIER, now)
    return { wait: pressureOf({ backlog, most: MOST, now, sleep }), backlog, now, pass: sleep, seconds: () => second }
  }
  const signal = new AbortController().signal

  it('lets a collector go on while the classifier is near', async () => {
    const { wait, seconds } = pressure([MOST])
    await wait(signal)
    expect(seconds()).to.equal(0)
  })

  it('holds it back until the lag is small enough, and says for how long', async () => {
    const { wait } = pressure([500, 300, 101, 100])
    expect(await wait(signal)).to.equal(3)
  })

  it('holds a stage back while the one behind it is far, and says for how long', async () => {
    const { backlog, now, pass } = pressure([500, 101, 100, 100])
    const told: number[] = []
    const stage = { ...CLASSIFIER, process: async () => ({}) }
    const held = heldStage(stage, { backlog, most: MOST, now, told: (seconds) => told.push(seconds) })
    const asked: (boolean | undefined)[] = []
    for (let second = 0; second < 4; second += 1) {
      asked.push(await held.hasRoom?.())
      await pass()
    }
    expect(asked).to.deep.equal([false, false, true, true])
    expect(told).to.deep.equal([2])
  })

  it('stands before every page of a collector', async () => {
    const page: Page = { items: [], cursor: null }
    const collector = {
      name: 'vk:test',
      async *pages() {
        yield page
        yield page
      },
    } as unknown as Collector
    let asked = 0
    const told: number[] = []
    const held = heldBack(
      collector,
      async () => (asked += 1),
      (seconds) => told.push(seconds),
    )
    const pages: Page[] = []
    for await (const one of held.pages(null, signal)) pages.push(one)
    expect(pages).to.deep.equal([page, page])
    expect(told).to.deep.equal([1, 2, 3])
  })
})
