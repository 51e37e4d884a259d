import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { loadRegion, regionFolder } from '../../../config/load-region.ts'
import { Misconfigured } from '../../../core/errors.ts'

type Change = readonly [what: string, file: string, from: string | RegExp, to: string, said: string]

/** What breaks clocks or routing, and the words that name file, field and value. */
const BROKEN: readonly Change[] = [
  [
    'a term without its minutes',
    'profile',
    'APPROVE: { unit: working, minutes: 60,',
    'APPROVE: { unit: working,',
    'clocks.APPROVE.minutes: is',
  ],
  ['a draft that is due before T0', 'profile', 'draftBefore: 60', 'draftBefore: 300', 'draftBefore: 300 leaves nothing'],
  [
    'stages in another order',
    'profile',
    'stages: [quarter-left, breach, escalation]',
    'stages: [escalation, breach]',
    'clocks.APPROVE.stages: escalation,breach are not',
  ],
  [
    'a fallback that is nobody',
    'competence',
    /fallbackAgencyId: \S+/,
    'fallbackAgencyId: nobody',
    'competence fallbackAgencyId: no agency nobody',
  ],
  [
    'a rule that ends before it begins',
    'competence',
    'auto: 0.9 }',
    "auto: 0.9, validFrom: '2026-12-31', validTo: '2026-01-01' }",
    'validTo: 2026-01-01 lies before validFrom 2026-12-31',
  ],
  ['a rule from a day that never comes', 'competence', 'auto: 0.9 }', "auto: 0.9, validFrom: '2026-02-31' }", 'validFrom: "2026-02-31" is'],
  ['two rules of one id', 'competence', 'id: kursk-streets', 'id: roads', 'id: roads is the id of another rule'],
  [
    'a zone that is not the region’s',
    'calendar',
    'Europe/Moscow',
    'Asia/Yekaterinburg',
    'calendar timeZone: Asia/Yekaterinburg is not Europe/Moscow',
  ],
  ['a zone that is not there', 'calendar', 'Europe/Moscow', 'Europe/Moskow', 'timeZone: "Europe/Moskow" is no time zone'],
  ['a day that is not there', 'calendar', "'2026-05-11'", "'2026-02-31'", '"2026-02-31" is not a day of any year'],
  ['a day under another year', 'calendar', "'2026-05-11'", "'2025-05-11'", 'years.2026.off: 2025-05-11 is not of 2026'],
  [
    'a day both off and worked',
    'calendar',
    "work: ['2025-11-01']",
    "work: ['2025-11-01', '2025-05-01']",
    'years.2025.work: 2025-05-01 is off',
  ],
]

describe('The files of a region', function () {
  this.timeout(60_000)
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otklik-region-'))
    cpSync(regionFolder('kursk'), folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const load = () => loadRegion(relative(regionFolder('.'), folder))

  it('are taken as they are delivered', () => expect(load().region.id).to.equal('kursk'))

  for (const [what, file, from, to, said] of BROKEN)
    it(`are refused with ${what}, in one sentence that says where`, () => {
      const path = join(folder, `${file}.yaml`)
      const text = readFileSync(path, 'utf8')
      const changed = text.replace(from, to)
      expect(changed, 'the planted fault').not.to.equal(text)
      writeFileSync(path, changed)
      expect(load).to.throw(Misconfigured).with.property('message').that.includes(said).and.includes(file).and.does.not.include('\n')
    })
})
