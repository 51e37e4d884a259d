import { expect } from 'chai'
import { type Competence, CompetenceSchema } from '../../../router/competence.ts'
import { type Route, router } from '../../../router/route.ts'
import { aClassification } from '../../builders/classification.ts'

const DAY = '2026-03-17'
const competence = (rules: object[], fallbackAgencyId?: string): Competence =>
  CompetenceSchema.parse({ version: 1, rules, ...(fallbackAgencyId !== undefined && { fallbackAgencyId }) })
const rule = (id: string, agency: string, more: object = {}) => ({ id, topics: ['roads/*'], districts: ['*'], agencies: [agency], ...more })
const route = (table: Competence, ...asked: Parameters<Route>): ReturnType<Route> => router(table)(...asked)
const first = (table: Competence, changes = {}): string | undefined => route(table, aClassification(changes), DAY)?.agencies[0]?.agencyId

describe('The router', () => {
  it('prefers the very topic to its group, and the group to everything', () => {
    const table = competence([rule('all', 'a', { topics: ['*'] }), rule('group', 'b'), rule('topic', 'c', { topics: ['roads/pothole'] })])
    expect(route(table, aClassification(), DAY)?.agencies.map((one) => one.agencyId)).to.deep.equal(['c', 'b', 'a'])
  })

  it('ranks a rule by the closest of its patterns, and takes the first of the file among equally close ones', () => {
    const table = competence([
      rule('one', 'a', { topics: ['*', 'roads/*'] }),
      rule('two', 'b', { topics: ['roads/*', 'roads/pothole'] }),
      rule('three', 'c', { topics: ['roads/*'] }),
    ])
    expect(route(table, aClassification(), DAY)?.agencies.map((one) => one.ruleId)).to.deep.equal(['two', 'one', 'three'])
  })

  it('prefers the very district to everywhere', () => {
    expect(first(competence([rule('everywhere', 'a'), rule('here', 'b', { districts: ['kurchatov'] })]))).to.equal('b')
  })

  it('names who answers everywhere before those of districts that may be others, where no place is known', () => {
    const there = (district: string): object => rule(district, district, { topics: ['roads/pothole'], districts: [district] })
    const table = competence([there('lgov'), there('rylsky'), there('kurchatov'), rule('everywhere', 'ministry')])
    const found = route(table, aClassification({ place: null }), DAY)?.agencies.map((one) => one.agencyId)
    expect(found).to.deep.equal(['ministry', 'lgov', 'rylsky'])
  })

  it('leaves out rules of other districts', () => {
    expect(first(competence([rule('there', 'a', { districts: ['lgov'] }), rule('everywhere', 'b')]))).to.equal('b')
  })

  it('keeps rules only between their first and last day', () => {
    const table = competence([
      rule('old', 'a', { validTo: '2026-03-16' }),
      rule('now', 'b', { validFrom: '2026-03-17', validTo: '2026-03-17' }),
      rule('later', 'c', { validFrom: '2026-03-18' }),
    ])
    expect(route(table, aClassification(), DAY)?.agencies.map((one) => one.agencyId)).to.deep.equal(['b'])
  })

  it('falls back, or says nothing', () => {
    const other = { topics: [{ topicId: 'health/fap', groupId: 'health', confidence: 0.9, evidence: [] }] }
    expect(first(competence([rule('r', 'a')], 'office'), other)).to.equal('office')
    expect(route(competence([rule('r', 'a')]), aClassification(other), DAY)).to.equal(null)
  })

  it('routes by itself only where a rule says so and everything is sure enough', () => {
    const table = competence([rule('auto', 'a', { auto: 0.9 })])
    expect(route(table, aClassification(), DAY)?.auto).to.deep.equal({ ruleId: 'auto', agencyId: 'a' })
    expect(route(competence([rule('by hand', 'a')]), aClassification(), DAY)?.auto).to.equal(null)
    const unsure = { topics: [{ topicId: 'roads/pothole', groupId: 'roads', confidence: 0.8, evidence: [] }] }
    expect(route(table, aClassification(unsure), DAY)?.auto).to.equal(null)
    expect(route(table, aClassification({ place: null }), DAY)?.auto).to.equal(null)
  })

  it('never routes by itself what may have to be refused', () => {
    const threat = { refusals: [{ value: 'threat-to-official' as const, confidence: 0.7, evidence: [] }] }
    expect(route(competence([rule('auto', 'a', { auto: 0.9 })]), aClassification(threat), DAY)?.auto).to.equal(null)
  })

  it('names no agency twice', () => {
    const table = competence([rule('one', 'a'), rule('two', 'a', { topics: ['*'] })])
    expect(route(table, aClassification(), DAY)?.agencies).to.have.length(1)
    const twice = route(competence([{ ...rule('one', 'a'), agencies: ['a', 'a', 'b'] }]), aClassification(), DAY)?.agencies
    expect(twice?.map(({ agencyId }) => agencyId)).to.deep.equal(['a', 'b'])
    expect(twice?.[1]?.confidence).to.be.closeTo(twice![0]!.confidence / 3, 1e-9)
  })
})
