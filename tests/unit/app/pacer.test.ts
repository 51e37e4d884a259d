import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { pacer } from '../../../app/cli/pacer.ts'

const DAY_MS = 86_400_000
const BEGIN = Date.UTC(2026, 2, 17)

describe('The pace of a replay', () => {
  for (const days of [1, 25, 400])
    it(`waits ${days} days between messages, until it is told to stop`, async () => {
      const stop = new AbortController()
      const pace = pacer(stop.signal)
      await pace(BEGIN)
      const next = pace(BEGIN + days * DAY_MS).then(() => 'went on')
      expect(await Promise.race([next, wait(50, 'waits')])).to.equal('waits')
      stop.abort()
      expect(await next).to.equal('went on')
    })

  it('does not wait for who wrote before the first', async () => {
    const pace = pacer(new AbortController().signal)
    await pace(BEGIN)
    await pace(BEGIN - DAY_MS)
  })
})
