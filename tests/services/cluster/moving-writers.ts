import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import type { CollectionName } from '../../../core/collections.ts'
import type { Version, Write } from '../../../core/documents.ts'
import { Conflict, Unavailable } from '../../../core/errors.ts'
import type { DocumentsHalf } from '../../../core/halves.ts'
import { aCase, aPost, CASES, COUNTERS, create, monthOf, put } from './moving-documents.ts'

const COMPETITORS = 20

/** What was acknowledged last of every document; null once it was removed. */
type History = Map<string, { readonly value: object; readonly version: Version } | null>

export interface Writers {
  /** Ends them; throws what any of them met that is not a lost race. */
  stop(): Promise<void>
  readonly history: History
  readonly additions: number[]
  readonly sent: Set<string>
  readonly owed: Set<string>
  longestMs(): number
}

/** Everything workers do to documents, all at once, until stopped. */
export function writers(workers: readonly DocumentsHalf[]): Writers {
  const history: History = new Map()
  const additions = Array.from({ length: COUNTERS * 2 }, () => 0)
  const [sent, owed] = [new Set<string>(), new Set<string>()]
  let stopped = false
  let longest = 0
  const worker = (number: number): DocumentsHalf => workers[number % workers.length]!
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const begunAt = performance.now()
    const result = await work
    longest = Math.max(longest, performance.now() - begunAt)
    return result
  }
  const forEver = async (work: (round: number) => Promise<void>): Promise<void> => {
    for (let round = 0; !stopped; round += 1) {
      await work(round).catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error
      })
      await turn()
    }
  }
  const add = (competitor: number) =>
    forEver(async (round) => {
      const counter = (competitor + round) % (COUNTERS * 2)
      const collection = counter < COUNTERS ? 'cases' : 'posts'
      const number = counter % COUNTERS
      const id = `counter${number}`
      const found = await worker(competitor).get<{ n: number }>(collection, id)
      if (found === null) throw new Error(`${collection} ${id} is gone`)
      const [value, mode] = [{ n: found.value.n + 1 }, { kind: 'replace', version: found.version } as const]
      await timed(worker(competitor).write(collection === 'cases' ? aCase(id, value, mode) : aPost(id, monthOf(number), value, mode)))
      additions[counter]! += 1
    })
  const acknowledged = async (one: DocumentsHalf, write: Write): Promise<void> => {
    const result = await timed(one.write(write))
    if (result.kind === 'written') history.set(`${write.collection}/${write.id}`, { value: write.value as object, version: result.version })
  }
  const running = [
    ...Array.from({ length: COMPETITORS }, (_, competitor) => add(competitor)),
    forEver((round) => acknowledged(worker(0), aPost(`new${round}`, monthOf(round), { round }, create))),
    forEver(async (round) => {
      owed.add(`owing${round}`)
      await acknowledged(worker(1), aCase(`owing${round}`, { round }, create, true))
    }),
    forEver((round) => acknowledged(worker(2), aCase(`c${(round * 7) % CASES}`, { round, put: true }, put))),
    forEver((round) =>
      acknowledged(worker(0), aPost(`p${(round * 11) % CASES}`, monthOf((round * 11) % CASES), { round, put: true }, put)),
    ),
    forEver(async (round) => {
      const id = `gone${round}`
      await acknowledged(worker(1), aPost(id, monthOf(round), { round }, create))
      expect(await timed(worker(1).remove('posts', id))).to.equal(true)
      history.set(`posts/${id}`, null)
    }),
    forEver(async () => {
      for (const { messages, sent: mark } of await worker(2).owing(50)) {
        for (const { key } of messages) sent.add(key)
        // Where no writes are taken a later pass marks it, as the relay's does.
        await mark().catch((error: unknown) => {
          if (!(error instanceof Unavailable)) throw error
        })
      }
    }),
  ]
  // What one meets ends them all.
  for (const one of running) one.catch(() => (stopped = true))
  return {
    history,
    additions,
    sent,
    owed,
    longestMs: () => longest,
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}

export async function assertHistory(documents: DocumentsHalf, { history, additions }: Writers): Promise<void> {
  for (const [counter, count] of additions.entries()) {
    const found = await documents.get<{ n: number }>(counter < COUNTERS ? 'cases' : 'posts', `counter${counter % COUNTERS}`)
    expect(found?.value.n, `additions to counter ${counter}`).to.equal(count)
  }
  const wrong: string[] = []
  await Promise.all(
    [...history].map(async ([name, expected]) => {
      const [collection, id] = name.split('/') as [CollectionName, string]
      const found = await documents.get(collection, id)
      if (JSON.stringify(found?.value) !== JSON.stringify(expected?.value) || found?.version !== expected?.version) wrong.push(name)
    }),
  )
  expect(wrong).to.deep.equal([])
}
