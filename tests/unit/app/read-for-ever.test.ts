import { expect } from 'chai'
import { readForEver } from '../../../app/read-for-ever.ts'
import type { Measured } from '../../../app/meter.ts'
import type { Collector, SourceAlarm } from '../../../core/collector.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Store } from '../../../core/store.ts'

const EVERY_MS = 30_000

/** What one reading comes to: an error, or what is wrong with the sources after it. */
type Turn = Error | readonly SourceAlarm[]

describe('A collector that is read for ever', () => {
  /** Plays the readings one after another; what was waited for between them, and what people and figures were told. */
  async function played(turns: readonly Turn[]) {
    const stop = new AbortController()
    const [waits, told, open]: [number[], unknown[], number[]] = [[], [], []]
    let turn = 0
    const collector: Collector = {
      platform: 'vk',
      name: 'vk',
      capabilities: { posts: true, comments: false, search: false, edits: false, deletions: false, geo: false },
      alarms: () => [turns[turn] ?? []].flatMap((one) => (one instanceof Error ? [] : one)),
      async *pages() {
        const one = turns[turn]
        if (one instanceof Error) throw one
        yield* []
      },
    }
    const line = (fields: { readonly alarm?: SourceAlarm }, text: string) => told.push([text, fields.alarm?.kind, fields.alarm?.reason])
    await readForEver(
      {
        store: { documents: { get: async () => null } } as unknown as Store,
        now: () => 0,
        log: { info: line, warn: line, error: line } as never,
        meter: (measured: Measured) => void (measured.kind === 'alarms' && open.push(measured.open)),
        signal: stop.signal,
        async sleep(ms) {
          waits.push(ms)
          turn += 1
          if (turn === turns.length) stop.abort()
        },
      },
      { collector, everyMs: EVERY_MS },
    )
    return { waits, told, open }
  }

  const silence = (days: number): SourceAlarm => ({ sourceId: 'vk:-1', kind: 'silence', reason: `nothing new for ${days} days` })
  const gap = (at: string): SourceAlarm => ({ sourceId: 'vk:-1', kind: 'gap', reason: `more was written than the reading of ${at}` })

  it('tells an alarm once when it begins and once when it is over, however long it lasts', async () => {
    const { told, open } = await played([[], [silence(15)], [silence(15)], [silence(16)], [], []])
    expect(told).to.deep.equal([
      ['source alarm', 'silence', 'nothing new for 15 days'],
      ['source alarm is over', 'silence', 'nothing new for 16 days'],
    ])
    expect(open).to.deep.equal([0, 1, 1, 1, 0, 0])
  })

  it('tells every gap', async () => {
    const { told } = await played([[gap('10:00')], [gap('10:00')], [gap('11:00')]])
    expect(told.map((one) => (one as string[])[2])).to.deep.equal([gap('10:00').reason, gap('11:00').reason, gap('10:00').reason])
  })

  it('is parked when a person has to change something: told once, tried once an hour, read again when it was changed', async () => {
    const refused = new Misconfigured('VK no longer accepts the key', { code: 5, message: 'User authorization failed' })
    const { waits, told, open } = await played([[], refused, refused, refused, []])
    expect(waits).to.deep.equal([EVERY_MS, 3_600_000, 3_600_000, 3_600_000, EVERY_MS])
    const reason = 'VK no longer accepts the key: User authorization failed'
    expect(told).to.deep.equal([
      ['source alarm', 'parked', reason],
      ['source alarm is over', 'parked', reason],
    ])
    expect(open).to.deep.equal([0, 1, 1, 1, 0])
  })

  it('asks a platform that is away later and later, and keeps its alarms meanwhile', async () => {
    const away = new Unavailable('VK did not answer')
    const { waits, told } = await played([[silence(15)], away, away, away, away, [silence(15)], away])
    expect(waits).to.deep.equal([EVERY_MS, 1000, 2000, 4000, 5000, EVERY_MS, 1000])
    expect(told.filter((one) => (one as string[])[0]?.startsWith('source alarm'))).to.have.length(1)
  })
})
