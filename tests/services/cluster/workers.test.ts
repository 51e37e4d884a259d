import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { HEADERS, type LogMessage } from '../../../core/message.ts'
import type { Case } from '../../../core/case.ts'
import type { Store } from '../../../core/store.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { patiently } from '../../../app/patience.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { aPost } from '../../builders/post.ts'
import type { OtklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'
import { historyProblems } from '../../flow/crash/history-check.ts'
import { type Fleet, fleet, type Role } from './fleet.ts'

const KILLS = Number(process.env['OTKLIK_TEST_KILLS'] ?? 5)
const BACKLOG = Number(process.env['OTKLIK_TEST_BACKLOG'] ?? 4000)
const SETTLED_WITHIN_MS = 240_000
const RSS_LIMIT_KB = 400_000
const STAGES: readonly Role[] = ['classify', 'route', 'relay']

/** `Яма на улице …` needs a response and becomes a case, small talk only goes to the archive. */
const textOf = (number: number): string =>
  number % 2 === 0 ? `Яма номер ${number} в Рыльске, когда почините дорогу?` : `С добрым утром, земляки! ${number}`

describe('workers of one installation on Kafka and Elasticsearch', function () {
  this.timeout(600_000 + KILLS * 60_000)
  let all: Fleet
  let store: Store
  let posted = 0

  beforeEach(async () => {
    all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'info' })
    store = await all.open()
    posted = 0
  })
  afterEach(async () => {
    await store.close()
    await all.dispose()
  })

  /** Puts posts on the log as a collector does. */
  async function post(count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => {
      const number = posted + index
      const id = `vk:wall:-1_${number}` as const
      return postMessage(aPost({ id, rootId: id, text: textOf(number) }))
    })
    posted += count
    await store.log.append(messages)
  }

  /** The first post of a month makes an index, which no search finds ready at once. */
  const archived = (): Promise<number> =>
    patiently({ signal: new AbortController().signal, withinMs: SETTLED_WITHIN_MS, report: () => {} }, () =>
      store.documents.count({ collection: 'posts' }),
    )
  const allArchived = () => eventually(archived, (count) => count === posted, SETTLED_WITHIN_MS)
  const rssKb = ({ child }: OtklikProcess): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
  const exited = ({ child }: OtklikProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()))

  it(`lose and double nothing over ${KILLS} kills under load`, async () => {
    const running = new Map(await Promise.all(STAGES.map(async (role) => [role, await all.start([role])] as const)))
    for (let kill = 0; kill < KILLS; kill += 1) {
      await post(300)
      const before = await archived()
      // In the middle of the work: something of this load is through, not all of it.
      await eventually(archived, (count) => count > before, SETTLED_WITHIN_MS)
      const role = STAGES[kill % STAGES.length] ?? 'route'
      const victim = running.get(role)
      if (victim === undefined) throw new Error(`No ${role} runs`)
      const gone = exited(victim)
      victim.child.kill('SIGKILL')
      await gone
      running.set(role, await all.start([role]))
    }
    await post(300)
    await allArchived()
    await check()
  })

  it('share the partitions of a stage, and go on without a gap when one is asked to stop', async () => {
    const [first, second, router] = await Promise.all([all.start(['classify']), all.start(['classify']), all.start(['route', 'relay'])])
    await post(BACKLOG)
    // Whoever joins the group first may have begun alone: there is work until both have a share.
    await eventually(
      async () => {
        const counts = await Promise.all([first, second].map(batches))
        if (counts.includes(0)) await post(100)
        return counts
      },
      (counts) => counts.every((count) => count > 0),
      SETTLED_WITHIN_MS,
    )
    // After 25 s a stop would be given up with another code.
    expect(await first.stop()).to.equal(0)
    await post(200)
    const most = { classify: 0, route: 0 }
    await eventually(
      async () => {
        most.classify = Math.max(most.classify, rssKb(second))
        most.route = Math.max(most.route, rssKb(router))
        return archived()
      },
      (count) => count === posted,
      SETTLED_WITHIN_MS,
    )
    console.log(`      RSS on a backlog of ${BACKLOG}, kB: classify ${most.classify}, route and relay ${most.route}`)
    expect(Math.max(most.classify, most.route)).to.be.below(RSS_LIMIT_KB)
    await check()
  })

  const batches = async ({ url }: OtklikProcess): Promise<number> =>
    Number(/^otklik_batch_messages_count\{stage="classifier"\} (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)

  /** Every post once in the archive, a case for each that needs one, every fact of every case on the log, in its order. */
  async function check(): Promise<void> {
    const cases = await eventually(allCases, (found) => found.length >= posted / 2, SETTLED_WITHIN_MS)
    expect(cases.length).to.equal(Math.ceil(posted / 2))
    for (const one of cases) expect(one.facts.reduce<Case | null>(evolve, null), one.id).to.deep.equal(one)
    const expected = cases.flatMap((one) => one.facts.map((fact) => fact.id))
    const facts = await eventually(
      () => everything('cases'),
      (found) => new Set(found.map(idOf)).size >= expected.length,
      SETTLED_WITHIN_MS,
    )
    const orderOf = (message: LogMessage): number | null => Number(idOf(message).split('#')[1])
    // At least once: what is repeated has its own id again, and whoever reads takes it once.
    const problems = historyProblems({ messages: firstOfEach(facts), expected: { cases: expected }, orderOf })
    expect(problems.filter((one) => !one.endsWith('gaps between its offsets'))).to.deep.equal([])
    const classified = await everything('posts.classified')
    expect(new Set(classified.map(idOf)).size).to.equal(posted)
    expect(classified.every((one) => one.headers[HEADERS.traceParent] !== undefined)).to.equal(true)
  }

  const idOf = (message: LogMessage): string => message.headers[HEADERS.id] ?? ''
  const firstOfEach = (messages: readonly LogMessage[]): readonly LogMessage[] =>
    [...Map.groupBy(messages, idOf).values()].flatMap((own) => own.slice(0, 1))

  async function everything(topic: string): Promise<LogMessage[]> {
    const found: LogMessage[] = []
    for (const { partition, start, end } of await store.log.ranges(topic)) {
      for (let offset = start; offset < end;) {
        const page = await store.log.read({ topic, partition, offset }, { max: 1000, waitMs: 0 })
        found.push(...page)
        offset = (page.at(-1)?.offset ?? end) + 1
      }
    }
    return found
  }

  async function allCases(): Promise<Case[]> {
    const found: Case[] = []
    let after: string | undefined
    do {
      const page = await store.documents.query<Case>({ collection: 'cases', limit: 500, ...(after !== undefined && { after }) })
      found.push(...page.items.map((item) => item.value))
      after = page.next ?? undefined
    } while (after !== undefined)
    return found
  }
})
