import assert from 'node:assert/strict'
import { fingerprint, similarity } from '../../../classifier/fingerprint.ts'

const alike = (left: string, right: string): number => similarity(fingerprint(left), fingerprint(right))

const runs = (text: string): ReadonlySet<string> => new Set(Array.from({ length: text.length - 4 }, (_, at) => text.slice(at, at + 5)))
const jaccard = (left: string, right: string): number => runs(left).intersection(runs(right)).size / runs(left).union(runs(right)).size

const PIT = 'На улице Ленина у дома 5 огромная яма, вторую неделю никто не ремонтирует, машины бьют колёса'

describe('Sketches of texts', () => {
  it('are equal where only case, ё, marks and spaces differ', () => {
    assert.equal(alike(PIT, `  ${PIT.toUpperCase().replaceAll('Ё', 'Е').replaceAll(' ', '  —  ')}!!! `), 1)
  })

  it('have much in common where a few words were changed', () => {
    const share = alike(PIT, `${PIT} и подвеску`)
    assert.ok(share > 0.7 && share < 1, String(share))
  })

  it('have little in common where the texts are about other things', () => {
    const share = alike(PIT, 'В школе №3 холодно, дети сидят в куртках, батареи еле тёплые уже месяц, просим принять меры')
    assert.ok(share < 0.15, String(share))
  })

  it('estimate the share of five-letter runs that two texts have in common', () => {
    const numbers = Array.from({ length: 600 }, (_, at) => (at * 7919 + 12_345).toString(36))
    for (const shared of [100, 200, 300]) {
      const [left, right] = [numbers.slice(0, 400).join(' '), numbers.slice(400 - shared, 800 - shared).join(' ')]
      assert.ok(Math.abs(alike(left, right) - jaccard(left, right)) < 0.15, `${alike(left, right)} for ${jaccard(left, right)}`)
    }
  })

  it('tell short texts apart', () => {
    assert.equal(alike('яма', 'ЯМА!'), 1)
    assert.ok(alike('яма', 'нет') < 0.1)
  })

  it('of nothing are like nothing', () => assert.equal(alike('', '…'), 0))

  it('of a long text do not depend on what was read before', () => {
    const long = PIT.repeat(100)
    const first = fingerprint(long)
    fingerprint(PIT)
    assert.deepEqual(fingerprint(long), first)
  })
})
