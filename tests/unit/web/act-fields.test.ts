import { expect } from 'chai'
import { FIELDS } from '../../../console/web/decide/act-fields.ts'
import { language } from '../../../console/web/shell/preferences.state.ts'
import { directory, session } from '../../../console/web/shell/session.state.ts'
import type { CaseCard, Directory, SessionView } from '../../../console/web/wire/api-types.ts'
import type { Role } from '../../../core/actor.ts'
import { textsOf } from '../../../console/web/text/text.ts'

const CARD = { suggested: [] } as unknown as CaseCard

const signedIn = (role: Role): void => {
  session.value = { kind: 'in', view: { account: { role } } as SessionView }
}

describe('The form of a return', () => {
  before(() => textsOf('en'))
  after(() => (session.value = { kind: 'out' }))
  const asked = (): readonly string[] => FIELDS['return']!(CARD).map(({ name }) => name)

  it('asks for the consent of a curator only whoever can give it', () => {
    signedIn('executor')
    expect(asked()).to.deep.equal(['reason', 'proposedAgencyId'])
    for (const role of ['curator', 'head-curator'] as const) {
      signedIn(role)
      expect(asked(), role).to.deep.equal(['reason', 'proposedAgencyId', 'curatorConsent'])
    }
  })
})

describe('The form of a routing', () => {
  const agency = (id: string, changes: object = {}) => ({ id, shortName: id, shortNameEn: id, ready: true, active: true, ...changes })
  before(() => {
    const agencies = [agency('roads'), agency('sleeping', { ready: false }), agency('gone', { active: false, ready: false })]
    directory.value = { topics: [], groups: [], districts: [], agencies } as unknown as Directory
  })
  after(() => {
    directory.value = null
    language.value = 'ru'
  })
  const toSuggested = (...ids: readonly string[]) => {
    const suggested = ids.map((agencyId) => ({ agencyId, confidence: 1, reason: 'roads/*' }))
    return FIELDS['route']!({ suggested } as unknown as CaseCard)[0]!
  }

  it('begins with the best suggestion, and with none where there is none', () => {
    expect(toSuggested('sleeping', 'roads').initial).to.equal('sleeping')
    expect(toSuggested().initial).to.equal('')
  })

  it('marks who takes no messages, among the suggested ones as among all', () => {
    language.value = 'en'
    const names = toSuggested('gone', 'sleeping').options.map(({ options }) => options.map(({ name }) => name))
    expect(names).to.deep.equal([
      ['gone (no longer active)', 'sleeping (does not take messages)'],
      ['roads', 'sleeping (does not take messages)', 'gone (no longer active)'],
    ])
  })
})
