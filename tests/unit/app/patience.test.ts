import { expect } from 'chai'
import { pino } from 'pino'
import { briefly, patiently, type Patience, throughTheRush, waiting } from '../../../app/patience.ts'
import { Malformed, Misconfigured, Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'

const WRONG_PASSWORD = new Misconfigured('Kafka at kafka1:9092 cannot be used: wrong password')
const AWAY = new Unavailable('Kafka at kafka1:9092 cannot be used: nobody answers')

/** Work that fails once with this. */
function failingOnce(error: Error): () => Promise<string> {
  let tries = 0
  return async () => {
    tries += 1
    if (tries === 1) throw error
    return `done at try ${tries}`
  }
}

describe('Whoever waits for the servers', () => {
  const told: string[] = []
  beforeEach(() => told.splice(0))
  const io = { stderr: { write: (text: string) => told.push(text) } }
  const log = pino({}, { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) })
  const service = (): Patience => waiting(new AbortController().signal, log)

  it('tries again what a person can put right meanwhile, a wrong password too, and says so', async () => {
    expect(await patiently(service(), failingOnce(WRONG_PASSWORD))).to.equal('done at try 2')
    expect(await patiently(briefly(io), failingOnce(WRONG_PASSWORD))).to.equal('done at try 2')
    expect(told).to.deep.equal([WRONG_PASSWORD.message, `${WRONG_PASSWORD.message}; trying again\n`])
  })

  it('as a service does so as long as it takes, a command for ten seconds, or for a minute what it has asked once already', () => {
    expect([service(), briefly(io), throughTheRush(io)].map(({ withinMs }) => withinMs)).to.deep.equal([Infinity, 10_000, 60_000])
  })

  it('does not when its time is over', async () => {
    expect(await failure(patiently({ ...briefly(io), withinMs: 0 }, failingOnce(AWAY)))).to.equal(AWAY)
  })

  it('does not try again what no other try cures', async () => {
    const malformed = new Malformed('no such field')
    expect(await failure(patiently(service(), failingOnce(malformed)))).to.equal(malformed)
    expect(await failure(patiently(throughTheRush(io), failingOnce(WRONG_PASSWORD)))).to.equal(WRONG_PASSWORD)
    expect(told).to.deep.equal([])
  })
})
