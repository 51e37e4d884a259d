import { expect } from 'chai'
import { draftInMaking } from '../../../console/web/draft/draft-in-making.ts'
import { type DraftPlace, type Keeper, type Kept, parseKept, type Written } from '../../../console/web/draft/kept-draft.ts'
import { sharedPlace } from '../../../console/web/draft/shared-place.ts'
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

const PHOTO = { id: 'a'.repeat(64), name: 'яма.jpg', mediaType: 'image/jpeg', bytes: 3 } as const
const NOTHING: Written = { text: '', attachments: [], accountId: 'club' }

const keeper = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}
const place = { personId: 'account:1', caseId: 'case:1' }
const KEY = 'otklik.draft.account:1.case:1'

describe('kept draft', () => {
  const begun: Kept = { version: null, text: 'Начато', attachments: [PHOTO], accountId: null, before: [], key: 'one', over: null, at: 1 }
  const at = (store: Keeper, where: DraftPlace = place) => sharedPlace(store, where, NOTHING)

  it('survives until it is sent', () => {
    const store = keeper()
    const shared = at(store)
    expect(shared.keep(begun)).to.equal(true)
    expect(at(store).first).to.deep.equal(begun)
    shared.clear()
    expect(at(store).first).to.equal(null)
  })
  it('says over which version it was written, so that it neither hides a newer one nor is lost', () => {
    const store = keeper()
    const old: Kept = { ...begun, version: 'a', before: [{ ...NOTHING, text: 'Ещё старее' }] }
    at(store).keep(old)
    expect(at(store).first).to.deep.equal(old)
  })
  it('is shown to whoever wrote it only', () => {
    const store = keeper()
    at(store).keep(begun)
    expect(at(store, { ...place, personId: 'account:2' }).first).to.equal(null)
  })
  it('takes what an earlier release did not keep from the draft', () => {
    const { key, ...kept } = parseKept('{"version":null,"text":"Начато"}', { ...NOTHING, attachments: [PHOTO] })!
    expect({ ...kept, key: 'one' }).to.deep.equal({ ...begun, accountId: 'club', at: 0 })
    expect(key).to.match(/^[0-9a-f]{32}$/)
  })
  it('reads the one text that an earlier release kept beside the draft', () => {
    const before = { ...NOTHING, text: 'Ещё старее' }
    const beside = (value: Written | null) => parseKept(JSON.stringify({ version: null, text: 'Начато', before: value }), NOTHING)?.before
    expect(beside(before)).to.deep.equal([before])
    expect(beside(null)).to.deep.equal([])
  })
  it('is nothing when what is kept cannot be read', () => {
    expect(parseKept('{"version":"a"', NOTHING)).to.equal(null)
  })
  it('is what another tab has written only as long as nobody has looked at it', () => {
    const store = keeper()
    const [one, other] = [at(store), at(store)]
    other.keep(begun)
    expect(one.foreign()).to.deep.equal(begun)
    one.told(store.getItem(KEY))
    expect(one.foreign()).to.equal(null)
  })
  it('stays where another tab has written since', () => {
    const store = keeper()
    const [one, other] = [at(store), at(store)]
    one.keep(begun)
    other.keep({ ...begun, text: 'Иначе' })
    one.clear()
    expect(at(store).first?.text).to.equal('Иначе')
  })
})

describe('a draft in making', () => {
  const first = { version: null, written: NOTHING }
  const second = { version: '2', written: { ...NOTHING, text: 'Вторая версия' } }

  it('goes on with text, photos and account', () => {
    const store = keeper()
    draftInMaking(store, place, first).write({ text: 'Начато', attachments: [PHOTO], accountId: null })
    expect(draftInMaking(store, place, first).written.value).to.deep.equal({ text: 'Начато', attachments: [PHOTO], accountId: null })
  })
  it('shows what was written over another version beside it, and takes it whole when it is told to', () => {
    const store = keeper()
    draftInMaking(store, place, first).write({ attachments: [PHOTO] })
    const draft = draftInMaking(store, place, second)
    expect(draft.written.value).to.deep.equal(second.written)
    expect(draft.before.value).to.deep.equal([{ ...NOTHING, attachments: [PHOTO] }])
    draft.takeBefore(draft.before.value[0]!)
    const { written, before } = draftInMaking(store, place, second)
    expect([written.value, before.value]).to.deep.equal([{ ...NOTHING, attachments: [PHOTO] }, []])
  })
  it('has nothing to show beside a version that says the same', () => {
    const store = keeper()
    draftInMaking(store, place, first).write({ text: 'Вторая версия' })
    expect(draftInMaking(store, place, second).before.value).to.deep.equal([])
  })
  it('is the same one for whoever comes back while a photo is on its way', () => {
    const store = keeper()
    const draft = draftInMaking(store, place, first)
    draft.uploads.value = 1
    expect(draftInMaking(store, place, first)).to.equal(draft)
    draft.uploads.value = 0
    expect(draftInMaking(store, place, first)).not.to.equal(draft)
  })
  it('is not put away by a photo that comes late to the version before', () => {
    const store = keeper()
    const old = draftInMaking(store, place, first)
    old.uploads.value = 1
    draftInMaking(store, place, second).write({ text: 'Исправлено' })
    old.write({ attachments: [PHOTO] })
    expect(draftInMaking(store, place, second).written.value.text).to.equal('Исправлено')
  })
  it('has one key as long as nothing in it changes, whoever looks away and comes back', () => {
    const store = keeper()
    const draft = draftInMaking(store, place, first)
    const unwritten = draft.key()
    draft.write({ text: 'Начато' })
    expect(draft.key()).not.to.equal(unwritten)
    expect(draftInMaking(store, place, first).key()).to.equal(draft.key())
    expect(draftInMaking(store, place, second).key()).not.to.equal(draft.key())
  })
  it('is forgotten when it was sent', () => {
    const store = keeper()
    const draft = draftInMaking(store, place, first)
    draft.write({ text: 'Начато' })
    draft.sent()
    expect(draftInMaking(store, place, first).written.value).to.deep.equal(NOTHING)
  })
  it('says since when this browser has it, and that it has not', () => {
    const store = keeper()
    const draft = draftInMaking(store, place, first)
    expect(draft.keeping.value).to.equal(null)
    draft.write({ text: 'Начато' })
    expect(draft.keeping.value?.kept).to.equal(true)
    store.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    draft.write({ text: 'Начато и дописано' })
    expect([draft.written.value.text, draft.keeping.value]).to.deep.equal(['Начато и дописано', { kept: false }])
  })
})
