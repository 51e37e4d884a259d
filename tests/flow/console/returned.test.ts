import { expect } from 'chai'
import type { CaseCard, CasePage } from '../../../console/server/api.ts'
import type { Command } from '../../../core/case.ts'
import { CURATOR, DETECT, EXECUTOR, ROUTE, story } from '../../builders/case.ts'
import { RETURN } from '../../unit/sla-engine/stories.ts'
import { servedConsole } from './served-console.ts'

const T = '17.03.2026 10:00'
/** A pit to the eye of the program, an appointment with a doctor to the curator; the agency it went to has named another. */
const returned = story(T)
  .then(T, CURATOR, { ...DETECT, topicId: 'health/appointment' } as Command)
  .then(T, CURATOR, ROUTE)
  .then('17.03.2026 10:10', EXECUTOR, { ...RETURN, proposedAgencyId: 'housing' } as Command)

describe('A case that was returned', function () {
  this.timeout(60_000)
  const { ask, as } = servedConsole(returned.current, ['curator'])

  it('suggests whom the returning agency has named, then whom the rules name for the decided topic', async () => {
    const response = await ask(`GET /api/cases/${encodeURIComponent(returned.current.id)}`, as('curator'))
    expect((response.json() as CaseCard).suggested.map(({ agencyId, reason }) => [agencyId, reason])).to.deep.equal([
      ['housing', 'proposed'],
      ['min-health', 'health/appointment'],
    ])
  })

  it('says in the list how often agencies have returned it', async () => {
    const { items } = (await ask('GET /api/cases?view=returned', as('curator'))).json() as CasePage
    expect(items.map(({ returns }) => returns)).to.deep.equal([1])
  })
})
