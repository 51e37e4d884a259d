import { expect } from 'chai'
import { heldBack, pressureOf } from '../../../app/back-pressure.ts'
import type { Collector, Page } from '../../../core/collector.ts'
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
    return { wait: pressureOf({ log, most: MOST, now: () => second * 1000, sleep }), seconds: () => second }
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
