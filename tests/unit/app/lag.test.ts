import { expect } from 'chai'
import { lagOf, waitingOf } from '../../../app/lag.ts'
import { everyBatch } from '../../../app/recovery/every.ts'
import type { Log } from '../../../core/log.ts'
import type { LogMessage } from '../../../core/message.ts'

/** A partition of which these offsets are messages and the others marks of transactions. */
function marked(messages: readonly number[], end: number, next = 0) {
  const kept = messages.map((offset): LogMessage => ({
    topic: 'posts',
    partition: 0,
    offset,
    key: '',
    value: '',
    headers: {},
    at: 100 + offset,
  }))
  const log = {
    ranges: async () => [{ topic: 'posts', partition: 0, start: 0, end }],
    committed: async () => [{ topic: 'posts', partition: 0, offset: next }],
    read: async ({ offset }: { offset: number }, { max }: { max: number }) => kept.filter((one) => one.offset >= offset).slice(0, max),
  } as unknown as Log
  return { log, waiting: async () => waitingOf(log, await lagOf(log, 'classifier', 'posts')) }
}

describe('What waits for a stage', () => {
  it('is nothing where only the mark of a transaction is left', async () => {
    expect(await marked([0, 1], 3, 2).waiting()).to.deep.equal({ messages: 0, since: null })
  })

  it('begins with the first message, since its own time', async () => {
    expect(await marked([0, 3, 4], 6, 1).waiting()).to.deep.equal({ messages: 3, since: 103 })
  })

  it('is by its offsets more at most', async () => {
    expect((await lagOf(marked([0, 3, 4], 6, 1).log, 'classifier', 'posts')).messages).to.equal(5)
  })
})

describe('Every message of a partition', () => {
  async function offsetsOf(log: Log): Promise<readonly number[]> {
    const offsets: number[] = []
    for await (const batch of everyBatch(log, { topic: 'posts', partition: 0, start: 0, end: 4 }))
      offsets.push(...batch.map((one) => one.offset))
    return offsets
  }

  it('ends before the marks at its end', async () => {
    expect(await offsetsOf(marked([0, 2], 4).log)).to.deep.equal([0, 2])
  })

  it('throws what the log throws when it cannot give what it has', async () => {
    const log = { ...marked([], 4).log, read: () => Promise.reject(new Error('gives nothing')) }
    expect(await offsetsOf(log).catch((error: unknown) => (error as Error).message)).to.equal('gives nothing')
  })
})
