import { MessageChannel } from 'node:worker_threads'
import { expect } from 'chai'
import { Line } from '../../../adapters/embedded/line.ts'
import { Unavailable } from '../../../core/errors.ts'

const LAST_WORD_MS = 20

/** A line and the writer's end of it. */
function lineTo() {
  const { port1, port2 } = new MessageChannel()
  return { line: new Line(port1, LAST_WORD_MS), writer: port2 }
}

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => error,
  )

describe('the line to a writer', () => {
  it('that dies tells why, though its port closes first', async () => {
    const { line, writer } = lineTo()
    const failure = failureOf(line.ask('retain', 0))
    writer.postMessage({ died: 'no room' })
    writer.close()
    expect(await failure)
      .to.be.instanceOf(Unavailable)
      .with.property('message', 'no room')
    expect(await failureOf(line.ask('retain', 0))).to.have.property('message', 'no room')
  })

  it('that is closed in peace says so', async () => {
    const { line, writer } = lineTo()
    const failure = failureOf(line.ask('retain', 0))
    writer.close()
    expect(await failure)
      .to.be.instanceOf(Unavailable)
      .with.property('message', 'The store is closed')
  })
})
