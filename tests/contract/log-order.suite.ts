import { expect } from 'chai'
import { message, values, type LogUnderTest } from './log-subject.ts'

/** Where a message stands: its partition and its place in it. */
export function logOrder({ append, subscribe, take }: LogUnderTest): void {
  it('keeps the order per key', async () => {
    await append(...Array.from({ length: 200 }, (_, index) => message(`k${index % 7}`, String(index))))
    const found = await take(await subscribe('a'), 200)
    for (let key = 0; key < 7; key += 1) {
      const own = found.filter((one) => one.key === `k${key}`).map((one) => Number(JSON.parse(one.value)))
      expect(own).to.deep.equal(own.toSorted((a, b) => a - b))
    }
  })

  it('puts a key always into the same partition', async () => {
    const first = await append(message('root-1', 'a'))
    const second = await append(message('root-1', 'b'))
    expect(second[0]?.partition).to.equal(first[0]?.partition)
  })

  it('spreads keys as Kafka does', async () => {
    // Hashes published in Kafka's own tests of murmur2; the partition is the hash without its sign bit, modulo 4.
    const hashes = {
      '21': -973_932_308,
      foobar: -790_332_482,
      'a-little-bit-long-string': -985_981_536,
      'a-little-bit-longer-string': -1_486_304_829,
      abc: 479_470_107,
    }
    const positions = await append(...Object.keys(hashes).map((key) => message(key, '')))
    expect(positions.map((one) => one.partition)).to.deep.equal(Object.values(hashes).map((hash) => (hash & 0x7fffffff) % 4))
  })

  it('puts an empty key into partition 0', async () => {
    expect((await append(message('', 'x')))[0]?.partition).to.equal(0)
  })

  it('gives positions in the order of the messages, without gaps', async () => {
    const positions = await append(message('k', '1'), message('k', '2'), message('k', '3'))
    expect(positions.map((one) => one.offset)).to.deep.equal([0, 1, 2])
  })

  it('loses nothing when many append at once', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => append(message(`k${index % 5}`, String(index)), message(`k${index % 5}`, `${index}b`))),
    )
    const found = values(await take(await subscribe('a'), 100))
    expect(new Set(found).size).to.equal(100)
  })
}
