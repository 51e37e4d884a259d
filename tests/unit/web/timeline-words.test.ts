import { expect } from 'chai'
import { timelineWords } from '../../../console/web/card/timeline-words.ts'
import { language } from '../../../console/web/shell/preferences.state.ts'
import { directory } from '../../../console/web/shell/session.state.ts'
import type { Directory, TimelineItem } from '../../../console/web/wire/api-types.ts'
import type { Fact } from '../../../core/case.ts'
import { CURATOR, deciding, decreed, EXECUTOR, SYSTEM, type Story } from '../../builders/case.ts'
import { CORRECT, FIRE, inWork, offered, rerouteTo, RETURN, returned, rework } from '../sla-engine/stories.ts'
import { textsOf } from '../../../console/web/text/text.ts'

/** The words under the last entry of this type. */
const words = ({ current }: Story, type: Fact['type']): readonly string[] => {
  const fact = current.facts.findLast((one) => one.type === type)!
  return timelineWords({ ...fact, data: { ...fact } } as unknown as TimelineItem)
}

describe('The history', () => {
  before(() => textsOf('en'))
  before(() => {
    language.value = 'en'
    const reworkCodes = [{ id: 'no-term', ru: 'Нет срока', en: 'No term is named' }]
    directory.value = { topics: [], groups: [], districts: [], agencies: [], reworkCodes } as unknown as Directory
  })
  after(() => {
    language.value = 'ru'
    directory.value = null
  })

  it('says of an alarm which promise it is about, how far that is, and that it came late', () => {
    expect(words(inWork().then('17.03.2026 15:00', SYSTEM, FIRE), 'AlarmFired')).to.deep.equal([
      'Answer: half of the time is gone',
      'Draft: half of the time is gone (noticed late)',
    ])
    expect(words(inWork().then('18.03.2026 10:00', SYSTEM, FIRE), 'AlarmFired').at(-1)).to.equal('Draft: the term is broken (noticed late)')
  })

  it('says of a corrected calendar why, and what it has moved', () => {
    const told = offered().under(deciding({}, decreed('2026', { off: ['2026-03-18'] })))
    expect(words(told.then('17.03.2026 10:06', SYSTEM, CORRECT), 'CalendarCorrected')).to.deep.equal([
      'Постановление',
      'Answer: 18/03, 10:00 → 19/03, 10:00',
      'Draft: 17/03, 18:00 → as before, its warnings move',
    ])
  })

  it('says why rework was asked, by the name of the reason', () =>
    expect(words(rework(), 'ReworkAsked')).to.deep.equal(['No term is named', 'Назовите срок']))

  it('says of a routing that the agency has no account there, and of one after a second return that it was one', () => {
    const returnedAgain = returned()
      .then('17.03.2026 10:15', CURATOR, rerouteTo('roads', 'ваша дорога'))
      .then('17.03.2026 10:20', EXECUTOR, RETURN)
    expect(words(returnedAgain.then('17.03.2026 10:25', CURATOR, rerouteTo('mute')), 'ReroutedToAgency')).to.deep.equal([
      'mute',
      'Returned again: for the head curator',
      'The agency has no account on the platform of the message',
    ])
    expect(words(offered(), 'RoutedToAgency')).to.deep.equal(['roads'])
  })

  it('says of an acceptance by silence that it was one', () => {
    expect(words(offered().then('17.03.2026 11:00', SYSTEM, FIRE), 'AcceptedByAgency')).to.deep.equal([
      'tacitly: the time to return it has passed',
    ])
    expect(words(inWork(), 'AcceptedByAgency')).to.deep.equal([])
  })
})
