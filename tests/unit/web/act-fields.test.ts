import { expect } from 'chai'
import { FIELDS } from '../../../console/web/decide/act-fields.ts'
import { session } from '../../../console/web/shell/session.state.ts'
import type { CaseCard, SessionView } from '../../../console/web/wire/api-types.ts'
import type { Role } from '../../../core/actor.ts'

const CARD = { suggestion: null } as unknown as CaseCard

const signedIn = (role: Role): void => {
  session.value = { kind: 'in', view: { account: { role } } as SessionView }
}

describe('The form of a return', () => {
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
