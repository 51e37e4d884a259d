import { expect } from 'chai'
import { warningsOf } from '../../../console/web/card/warnings.ts'
import { language } from '../../../console/web/shell/preferences.state.ts'
import type { TimelineItem } from '../../../console/web/wire/api-types.ts'
import { CURATOR, person, type Story } from '../../builders/case.ts'
import { detected, REFUSE, rerouteTo, RETURN, returned, T } from '../sla-engine/stories.ts'
import { textsOf } from '../../../console/web/text/text.ts'

const warnings = ({ current: { state, agencyId, returnedBy, facts } }: Story): readonly string[] =>
  warningsOf({
    state,
    agencyId,
    returns: returnedBy.length,
    timeline: facts.map((fact) => ({ ...fact, data: { ...fact } })) as unknown as readonly TimelineItem[],
  })

const NO_ACCOUNT = 'The agency has no account on the platform of the message'
const RETURNED_AGAIN = 'Returned 2 times: for the head curator'

const toMute = (): Story => detected().then(T, CURATOR, { type: 'route', agencyId: 'mute', overrideReason: null })
const returnedTwice = (): Story =>
  returned().then('17.03.2026 10:15', CURATOR, rerouteTo('mute')).then('17.03.2026 10:20', person('executor', 'mute'), RETURN)

describe('The warnings of a card', () => {
  before(() => textsOf('en'))
  before(() => (language.value = 'en'))
  after(() => (language.value = 'ru'))

  it('are none of a case that goes its way, or was returned once', () => {
    expect(warnings(detected())).to.deep.equal([])
    expect(warnings(returned())).to.deep.equal([])
    expect(warnings(returned().then('17.03.2026 10:15', CURATOR, rerouteTo('housing')))).to.deep.equal([])
  })

  it('name an agency without an account where the message stands, while it has the case', () => {
    expect(warnings(toMute())).to.deep.equal([NO_ACCOUNT])
    expect(warnings(toMute().then('17.03.2026 10:05', person('executor', 'mute'), RETURN))).to.deep.equal([])
    expect(warnings(returned().then('17.03.2026 10:15', CURATOR, rerouteTo('mute')))).to.deep.equal([NO_ACCOUNT])
  })

  it('name the second return, whoever has the case then, until the case is over', () => {
    expect(warnings(returnedTwice())).to.deep.equal([RETURNED_AGAIN])
    expect(warnings(returnedTwice().then('17.03.2026 10:25', CURATOR, rerouteTo('housing')))).to.deep.equal([RETURNED_AGAIN])
    expect(warnings(returnedTwice().then('17.03.2026 10:25', CURATOR, REFUSE))).to.deep.equal([])
  })
})
