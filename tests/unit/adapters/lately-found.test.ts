import { expect } from 'chai'
import type { Found } from '../../../adapters/elasticsearch/found.ts'
import { LatelyFound } from '../../../adapters/elasticsearch/lately-found.ts'
import type { Version } from '../../../core/documents.ts'

const found = (id: string, writeId = 'w1'): Found => ({
  index: 'photos-1',
  id,
  seqNo: 7,
  primaryTerm: 1,
  source: { id, value: 'a photo', writeId, fields: { caseId: 'c' } },
})

describe('What was found lately', () => {
  let now = 0
  let lately: LatelyFound
  beforeEach(() => {
    now = 0
    lately = new LatelyFound(() => now)
  })
  const known = (id: string, version = 'w1') => lately.get('photos', id, version as Version)

  it('is known by its version, without its value', () => {
    lately.remember('photos', found('a'))
    const { source: _, ...place } = found('a')
    expect(known('a')).to.deep.equal({ ...place, source: { writeId: 'w1', fields: { caseId: 'c' }, outbox: [] } })
    expect(known('a', 'w2')).to.equal(null)
    expect(lately.get('cases', 'a', 'w1' as Version)).to.equal(null)
  })

  it('is forgotten after ten seconds', () => {
    lately.remember('photos', found('a'))
    now = 10_000
    expect(known('a')?.id).to.equal('a')
    now = 10_001
    expect(known('a')).to.equal(null)
  })

  it('makes room for what was found later', () => {
    for (let number = 0; number < 256; number += 1) lately.remember('photos', found(`${number}`))
    lately.remember('photos', found('0'))
    lately.remember('photos', found('new'))
    expect(['0', '1', '2', 'new'].map((id) => known(id)?.id)).to.deep.equal(['0', undefined, '2', 'new'])
  })
})
