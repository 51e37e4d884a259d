import { expect } from 'chai'
import { Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { publishingVk } from './publishing-vk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Nothing was written, and the same words may be sent after this time. */
const LATER: ReadonlyMap<number, number> = new Map([
  [6, 1000],
  [29, DAY_MS],
  [43, MINUTE_MS],
  ...[5, 27, 28, 1114, 1117, 42].map((code) => [code, 10 * MINUTE_MS] as const),
])

/** Nothing was written, and these words are not sent again; the account says nothing else for this time. */
const NEVER: ReadonlyMap<number, number | undefined> = new Map([
  ...[9, 14, 17, 24, 3300, 3301, 3302, 3303, 3304].map((code) => [code, HOUR_MS] as const),
  ...[7, 15, 18, 30, 100, 113, 125, 203, 210, 211, 212, 213, 214, 222, 223, 801, 1401].map((code) => [code, undefined] as const),
])

/** It may have been written. */
const UNKNOWN = [1, 10, 36, 9999] as const

const PHOTO = { id: 'a', name: 'яма.jpg', mediaType: 'image/jpeg', bytes: 3, content: new Uint8Array([255, 216, 255]) } as const

describe('the VK publisher that is refused', () => {
  const { vk, publish, answers } = publishingVk()
  const spokenTimes = (): number => vk().counts.get('wall.createComment') ?? 0
  const reasonOf = (code: number): string => `Code №${code} - scripted error ${code}`

  for (const [code, retryAfterMs] of LATER) {
    it(`with ${code} speaks once and says that nothing was sent, to be tried after ${retryAfterMs / 1000} s`, async () => {
      vk().trick('wall.createComment', { error: code })
      const refused = await failure(publish())
      expect(refused).to.be.instanceOf(Unavailable).and.to.have.nested.property('details.retryAfterMs', retryAfterMs)
      expect(spokenTimes()).to.equal(1)
    })
  }

  for (const [code, restMs] of NEVER) {
    it(`with ${code} speaks once and leaves the answer to a person${restMs === undefined ? '' : `, silent for ${restMs / 1000} s`}`, async () => {
      vk().trick('wall.createComment', { error: code })
      expect(await publish()).to.deep.equal({ kind: 'impossible', reason: reasonOf(code), ...(restMs !== undefined && { restMs }) })
      expect(spokenTimes()).to.equal(1)
    })
  }

  for (const code of UNKNOWN) {
    it(`with ${code} speaks once and has a person look`, async () => {
      vk().trick('wall.createComment', { error: code })
      expect(await publish()).to.deep.equal({ kind: 'unknown', reason: reasonOf(code) })
      expect(spokenTimes()).to.equal(1)
    })
  }

  for (const [code, retryAfterMs] of [...LATER, [9, HOUR_MS] as const, ...[1, 10, 36].map((one) => [one, MINUTE_MS] as const)]) {
    it(`a look with ${code} says nothing and looks again after ${retryAfterMs / 1000} s`, async () => {
      vk().trick('wall.getComments', { error: code })
      expect(await failure(publish())).to.have.nested.property('details.retryAfterMs', retryAfterMs)
      expect(spokenTimes()).to.equal(0)
    })
  }

  for (const [code, restMs] of [...[...LATER].filter(([one]) => one !== 43), [9, HOUR_MS] as const])
    it(`a look with ${code} silences the account, which it concerns, for ${restMs / 1000} s`, async () => {
      vk().trick('wall.getComments', { error: code })
      expect(await failure(publish())).to.have.nested.property('details.restMs', restMs)
    })

  for (const code of UNKNOWN)
    it(`a look with ${code} silences nobody: it may be of this post alone`, async () => {
      vk().trick('wall.getComments', { error: code })
      expect(await failure(publish())).not.to.have.nested.property('details.restMs')
    })

  for (const code of [6, 29, 10] as const)
    it(`a photo refused with ${code} silences nobody: answers without one need no such key`, async () => {
      vk().trick('photos.saveWallPhoto', { error: code })
      expect(await failure(publish({ attachments: [PHOTO] }))).not.to.have.nested.property('details.restMs')
    })

  for (const code of [14, 17, 212] as const) {
    it(`a look with ${code} says nothing and leaves the answer to a person`, async () => {
      vk().trick('wall.getComments', { error: code })
      expect(await publish()).to.deep.include({ kind: 'impossible', reason: reasonOf(code) })
      expect(spokenTimes()).to.equal(0)
    })
  }

  it('because of a link leaves the approved words to a person as they are', async () => {
    vk().world.posts[0]!.noLinks = true
    expect(await publish({ text: 'График: https://example.org/grafik. Яму заделают.' })).to.deep.include({ kind: 'impossible' })
    expect(answers()).to.deep.equal([])
    expect(spokenTimes()).to.equal(1)
  })
})
