import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

const BEGIN = Date.parse('2024-03-18T10:00:00+03:00')
const GAP_S = 4
const YEAR_S = 365 * 86_400

describe('A replay', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-paced-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Seconds that a replay takes of messages written so many seconds after the first one. */
  function secondsFor(writtenAfterS: readonly number[], ...args: readonly string[]): number {
    const file = join(folder, `${args.join('')}.ndjson`)
    const records = writtenAfterS.map((seconds, number) => ({ text: `Яма номер ${number}`, createdAt: BEGIN + seconds * 1000 }))
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    const { code, out, err } = ran(['replay', file, '--data', join(folder, `data${args.join('')}`), '--json', ...args])
    expect(code, err).to.equal(0)
    const { archived, seconds } = JSON.parse(out) as { archived: number; seconds: number }
    expect(archived).to.equal(writtenAfterS.length)
    return seconds
  }

  it('that is paced takes as long as the authors did, and waits for nobody who wrote before', () => {
    expect(secondsFor([0, GAP_S, 1], '--paced')).to.be.at.least(GAP_S)
  })

  it('that is not takes the messages of a year as they come', () => {
    expect(secondsFor([0, YEAR_S, 1])).to.be.below(YEAR_S)
  })
})
