import { expect } from 'chai'
import { StaleMember } from '../../core/errors.ts'
import { message, next, values, type LogUnderTest } from './log-subject.ts'
import { eventually, failure, LEASE_MS } from './subject.ts'

/** How the members of a group share the partitions and hand them over. */
export function logGroups({ store, append, subscribe, take }: LogUnderTest): void {
  it('gives every message to each group', async () => {
    await append(message('k', '1'))
    expect(values(await take(await subscribe('a', 'one'), 1))).to.deep.equal(['1'])
    expect(values(await take(await subscribe('b', 'two'), 1))).to.deep.equal(['1'])
  })

  it('shares the partitions between the members of a group', async () => {
    const [a, b] = [await subscribe('a'), await subscribe('b')]
    await eventually(
      async () => {
        await Promise.all([a.poll({ max: 1, waitMs: 0 }), b.poll({ max: 1, waitMs: 0 })])
        return [(await a.assigned()).length, (await b.assigned()).length]
      },
      ([left, right]) => left === 2 && right === 2,
      20_000,
    )
  })

  it('gives a partition to one member of a group only', async () => {
    await append(...Array.from({ length: 100 }, (_, index) => message(`k${index}`, String(index))))
    const [a, b] = [await subscribe('a'), await subscribe('b')]
    const seen: string[] = []
    await eventually(
      async () => {
        for (const one of [a, b]) {
          const found = await one.poll({ max: 100, waitMs: 50 })
          seen.push(...values(found))
          if (found.length > 0) await one.commit(next(found)).catch(() => null)
        }
        return new Set(seen).size
      },
      (count) => count === 100,
      20_000,
    )
  })

  it('hands over when a member leaves', async () => {
    await append(message('k', '1'))
    const a = await subscribe('a')
    await a.commit(next(await take(a, 1)))
    await append(message('k', '2'))
    await a.close()
    expect(values(await take(await subscribe('b'), 1))).to.deep.equal(['2'])
  })

  it('hands over when a member falls silent, and refuses its late commit', async () => {
    await append(message('k', '1'))
    const silent = await subscribe('a')
    const found = await take(silent, 1)
    const other = await subscribe('b')
    expect(values(await take(other, 1))).to.deep.equal(['1'])
    expect(await failure(silent.commit(next(found)))).to.be.instanceOf(StaleMember)
    await other.commit(next(found))
  })

  it('lets a member that commits live on without a poll', async () => {
    await append(message('k', '1'))
    const busy = await subscribe('a')
    const progress = next(await take(busy, 1))
    for (const until = performance.now() + 2 * LEASE_MS; performance.now() < until;) await busy.commit(progress)
  })

  it('goes on where its group is after it was taken for gone, not where it was itself', async () => {
    await append(message('k', '1'), message('k', '2'))
    const silent = await subscribe('a')
    await take(silent, 2)
    const other = await subscribe('b')
    await other.commit(next((await take(other, 2)).slice(0, 1)))
    await other.close()
    expect(values(await take(silent, 1))).to.deep.equal(['2'])
  })

  it('refuses a settlement of a member whose partition has passed on, and stores nothing of it', async () => {
    await append(message('k', '1'))
    const silent = await subscribe('a')
    const found = await take(silent, 1)
    await take(await subscribe('b'), 1)
    const settlement = store().settle({
      writes: [{ collection: 'cursors', id: 'late', value: 1, fields: {}, mode: { kind: 'put' } }],
      commit: { fence: silent.fence, positions: next(found) },
    })
    expect(await failure(settlement)).to.be.instanceOf(StaleMember)
    expect(await store().documents.get('cursors', 'late')).to.equal(null)
  })
}
