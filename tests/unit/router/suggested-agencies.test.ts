import { expect } from 'chai'
import type { Command } from '../../../core/case.ts'
import { takeRevision } from '../../../sla-engine/open-case.ts'
import { CompetenceSchema } from '../../../router/competence.ts'
import { router } from '../../../router/route.ts'
import { suggestedAgencies } from '../../../router/suggested-agencies.ts'
import { CURATOR, DETECT, EXECUTOR, moscow, person, ROUTE, story, type Story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'

const HEALTH = ['health/*']
const EVERYWHERE = ['*']
const route = router(
  CompetenceSchema.parse({
    version: 1,
    rules: [
      { id: 'roads', topics: ['roads/*'], districts: EVERYWHERE, agencies: ['roads', 'housing'] },
      { id: 'health-until-march', topics: HEALTH, districts: EVERYWHERE, agencies: ['council'], validTo: '2026-03-17' },
      { id: 'health', topics: HEALTH, districts: EVERYWHERE, agencies: ['mute', 'sleeping'], validFrom: '2026-03-18' },
      { id: 'health-in-lgov', topics: HEALTH, districts: ['lgov'], agencies: ['roads'] },
    ],
  }),
)
const suggested = ({ current }: Story, day = '2026-03-18') => suggestedAgencies(current, (classification) => route(classification, day))
const ids = (told: Story, day?: string): readonly string[] => suggested(told, day).map(({ agencyId }) => agencyId)

const T = '17.03.2026 10:00'
const detectedAs = (topicId: string, districtId = 'kurchatov'): Story =>
  story(T).then(T, CURATOR, { ...DETECT, topicId, districtId } as Command)
const sentBack = (from: Story, by: string, proposedAgencyId: string | null): Story =>
  from.then('17.03.2026 10:10', person('executor', by), { type: 'return', reason: 'не наше', proposedAgencyId, curatorConsent: false })

describe('The suggested agencies', () => {
  it('are those of the guess until a person has decided', () => expect(ids(story(T))).to.deep.equal(['roads', 'housing']))

  it('are those of the topic and the district that were decided, and certain', () => {
    expect(suggested(detectedAs('health/fap'))).to.deep.equal([
      { agencyId: 'mute', confidence: 1, reason: 'health/fap' },
      { agencyId: 'sleeping', confidence: 0.5, reason: 'health/fap' },
    ])
    expect(ids(detectedAs('health/fap', 'lgov'))).to.deep.equal(['roads', 'mute', 'sleeping'])
    expect(ids(detectedAs('health/fap', 'region'))).to.deep.equal(['mute', 'sleeping'])
  })

  it('are those of the day they are asked for', () => expect(ids(detectedAs('health/fap'), '2026-03-17')).to.deep.equal(['council']))

  it('follow the words of the message while nobody has decided', () => {
    const topics = [{ topicId: 'health/fap', groupId: 'health', confidence: 0.9, evidence: [] }]
    const { current } = story(T)
    const item = { post: { ...current.post, rev: 'r2' }, classification: aClassification({ rev: 'r2', topics }) }
    expect(ids({ ...story(T), current: takeRevision(current, item, moscow('17.03.2026 10:01'))! })).to.deep.equal(['mute', 'sleeping'])
  })

  it('leave out who has returned the case', () => {
    const once = sentBack(detectedAs('roads/pothole').then('17.03.2026 10:05', CURATOR, ROUTE), EXECUTOR.agencyId!, null)
    expect(ids(once)).to.deep.equal(['housing'])
  })

  it('begin with whom the agency that returned it has named', () => {
    const routed = detectedAs('roads/pothole').then('17.03.2026 10:05', CURATOR, ROUTE)
    expect(suggested(sentBack(routed, 'roads', 'mute'))).to.deep.equal([
      { agencyId: 'mute', confidence: null, reason: 'proposed' },
      { agencyId: 'housing', confidence: 0.5, reason: 'roads/pothole' },
    ])
    expect(ids(sentBack(routed, 'roads', 'housing')), 'once, though the rules name it too').to.deep.equal(['housing'])
  })

  it('do not name a proposed agency that has returned the case as well', () => {
    const again = sentBack(detectedAs('roads/pothole').then('17.03.2026 10:05', CURATOR, ROUTE), 'roads', 'mute').then(
      '17.03.2026 10:11',
      CURATOR,
      { type: 'reroute', agencyId: 'mute', reason: null },
    )
    const twice = again.then('17.03.2026 10:12', person('executor', 'mute'), {
      type: 'return',
      reason: 'не наше',
      proposedAgencyId: 'roads',
      curatorConsent: false,
    })
    expect(twice.current.returnedBy).to.deep.equal(['roads', 'mute'])
    expect(ids(twice)).to.deep.equal(['housing'])
  })
})
