import { expect } from 'chai'
import { lastFailure } from '../../../console/web/draft/last-failure.ts'
import type { TimelineItem } from '../../../console/web/wire/api-types.ts'

describe('lastFailure', () => {
  const item = (type: TimelineItem['type'], id: string = type): TimelineItem => ({
    id,
    type,
    at: 0,
    effectiveAt: 0,
    by: { name: '', role: null, agencyId: null },
    late: false,
    data: {},
    starts: [],
    stops: [],
  })
  const failed = [item('DraftApproved'), item('PublicationFailed', 'first'), item('PublicationFailed', 'second')]

  it('is the newest of the answer that was approved last', () => {
    expect(lastFailure(failed)?.id).to.equal('second')
  })
  it('is none where another answer has been approved since', () => {
    expect(lastFailure([...failed, item('CaseReopened'), item('DraftApproved', 'again')])).to.equal(null)
  })
  it('is none where nothing failed', () => {
    expect(lastFailure([item('DraftSubmitted'), item('DraftApproved')])).to.equal(null)
  })
})
