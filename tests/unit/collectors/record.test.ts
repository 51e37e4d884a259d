import { expect } from 'chai'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { postFromRecord } from '../../../collectors/record.ts'
import { replayCollector } from '../../../collectors/replay.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Post } from '../../../core/post.ts'

const NOW = Date.UTC(2026, 2, 17)
const HOUR_MS = 3_600_000
const moscow = (local: number): number => local - 3 * HOUR_MS

describe('A message of a file', () => {
  async function replayed(
    lines: string,
    options: { format: 'csv' | 'ndjson'; columns?: Record<string, string> },
  ): Promise<Outcome<Post>[]> {
    async function* input() {
      yield lines
    }
    const collector = replayCollector({ name: 'file', input: input(), now: () => NOW, toUtc: moscow, ...options })
    const items: Outcome<Post>[] = []
    for await (const page of collector.pages(null, new AbortController().signal)) items.push(...page.items)
    return items
  }
  const said = (items: readonly Outcome<Post>[]): readonly unknown[] =>
    items.map((one) => (one.kind === 'ok' ? one.value : one.kind === 'dead' ? one.error.message : one.kind))

  it('takes the numbers of a table, where everything is text', async () => {
    const columns = { text: 'text', createdAt: 'ts', 'geo.lat': 'lat', 'geo.lon': 'lon', 'counters.likes': 'likes' }
    const csv = `text,ts,lat,lon,likes\nЯма,${NOW - HOUR_MS},51.73,-36.19,5\nЯма,вчера,51.73,36.19,5\nЯма,${NOW},517.3,36.19,5\nЯма,${NOW},,,много\n`
    const [first, ...others] = said(await replayed(csv, { format: 'csv', columns }))
    expect(first).to.deep.include({ createdAt: NOW - HOUR_MS, geo: { lat: 51.73, lon: -36.19 } })
    expect(first).to.have.nested.property('counters.likes', 5)
    expect(others).to.deep.equal([
      'line 3: createdAt: not a time: ISO 8601, or ms since the epoch',
      'line 4: geo.lat: Too big: expected number to be <=90',
      'line 5: counters.likes: Invalid input: expected number, received string',
    ])
  })

  for (const [time, at] of [
    ['2025-01-10T10:00:00', Date.UTC(2025, 0, 10, 7)],
    ['2025-01-10T10:00', Date.UTC(2025, 0, 10, 7)],
    ['2025-01-10', Date.UTC(2025, 0, 9, 21)],
    ['2025-01-10T10:00:00Z', Date.UTC(2025, 0, 10, 10)],
    ['2025-01-10T10:00:00+05:00', Date.UTC(2025, 0, 10, 5)],
  ] as const)
    it(`that names no zone was written on the region's clocks, whatever the machine's are: ${time}`, async () => {
      const [post] = said(await replayed(`{"text":"Яма","createdAt":"${time}","editedAt":"${time}"}\n`, { format: 'ndjson' }))
      expect(post).to.deep.include({ createdAt: at, editedAt: at })
    })

  const ODD = [
    { rev: '' },
    { rev: 'a\0' },
    { createdAt: NOW - 0.5 },
    { createdAt: -1 },
    { createdAt: '9999-12-31T00:00:00Z' },
    { editedAt: 1e15 },
    { editedAt: -5 },
    { editedAt: '0001-01-01' },
    { deletedAt: '2101-01-01' },
    { deletedAt: 0.25 },
    { text: 'а'.repeat(100_001) },
    { id: 'fax:1' },
    { replyable: { can: true, reason: 'a\0' } },
  ]

  for (const odd of ODD)
    it(`is set aside with its line where what comes after could not read it: ${JSON.stringify(odd).slice(0, 60)}`, async () => {
      const [dead] = said(await replayed(`${JSON.stringify({ text: 'Яма', ...odd })}\n`, { format: 'ndjson' }))
      expect(dead).to.match(new RegExp(`^line 1: ${Object.keys(odd)[0]}`))
    })

  for (const record of [{}, { editedAt: 0 }, { deletedAt: Date.UTC(2100, 0, 1) }, { createdAt: '2000-01-01T00:00:00Z' }, { rev: '1' }])
    it(`that is taken in is one that what comes after can read: ${JSON.stringify(record)}`, () => {
      const item = postFromRecord({ text: 'Яма', ...record }, NOW)
      expect(item.kind === 'ok' && PostSchema.safeParse(item.value).success).to.equal(true)
    })
})
