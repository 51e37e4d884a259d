import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { integrity } from '../../../adapters/embedded/integrity.ts'
import { openFolder, STORE_FILE } from '../../../app/open-store.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { Case } from '../../../core/case.ts'
import { queryCases } from '../../../core/kept-case.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { decide } from '../../../sla-engine/decide/decide.ts'
import { CURATOR, deciding, DETECT, moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { type OtklikProcess, otklikProcess } from '../../browser/otklik-process.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'
import { historyProblems } from './history-check.ts'

const KILLS = Number(process.env['OTKLIK_TEST_KILLS'] ?? 4)
const WALL = -900_000_003
const AGENCY_ID = 'min-transport'
const OVERDUE_CASES = 400
const region = loadRegion('kursk')
const { agencies } = region.agencies
const WALLS = region.sources.sources.filter((source) => source.platform === 'vk').length

/** Repeatable moments. */
function moments(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

describe(`${KILLS} kills of the whole process under load`, function () {
  this.timeout(60_000 + KILLS * 30_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-kill-'))
  const random = moments(20_260_317)
  let standIn: VkStandIn
  let running: OtklikProcess | null = null
  let postId = 0

  before(async () => {
    standIn = await vkStandIn()
    postId = standIn.world.addPost({ ownerId: WALL, text: 'Обсуждаем дороги' }).id
    await plantOverdueCases()
  })
  after(async () => {
    running?.child.kill('SIGKILL')
    await standIn.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (): Promise<Store> =>
    openFolder(
      { data: folder },
      agencies.map((agency) => agency.id),
    )

  /** Cases with every alarm overdue: the sweep has hundreds to record when it is killed. */
  async function plantOverdueCases(): Promise<void> {
    const store = await open()
    const at = moscow('17.03.2026 10:00')
    const rules = deciding()
    for (let number = 0; number < OVERDUE_CASES; number += 1) {
      const id = `vk:comment:-5_${number}` as const
      const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification({ postId: id }) }, null, at, rules)
      const decision = decide(opened, DETECT, { by: CURATOR, at, key: 'k' }, rules)
      const current = decision.ok ? decision.facts.reduce<Case>(evolve, opened) : opened
      await store.documents.write(caseWrite(current, current.facts, { kind: 'create' }))
    }
    await store.close()
  }

  const start = (): Promise<OtklikProcess> =>
    otklikProcess(
      {
        OTKLIK_DEMO_PER_MINUTE: '6000',
        OTKLIK_VK__TOKEN: 'service-key',
        OTKLIK_VK__PUBLISH_TOKEN: 'community-key',
        OTKLIK_VK__API_BASE_URL: standIn.apiBaseUrl,
        OTKLIK_VK__POLL_MS: '200',
        OTKLIK_SWEEP_MS: '100',
        OTKLIK_LOG_LEVEL: 'error',
      },
      [],
      folder,
    )

  it('lose nothing, double nothing, keep the order, the file, the alarms and the publications', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      running = await start()
      await Promise.race([load(running, kill), wait(200 + random() * 2500)])
      running.child.kill('SIGKILL')
      await new Promise((resolve) => running?.child.once('exit', resolve))
    }
    running = await start()
    await load(running, KILLS)
    await settled(running)
    expect(await running.stop()).to.equal(0)
    expect(await integrity(join(folder, STORE_FILE))).to.deep.equal([])
    await check()
  })

  /** New comments on the wall, and cases led to a published answer over HTTP. Ends quietly when the process dies. */
  async function load(target: OtklikProcess, round: number): Promise<void> {
    try {
      const [curator, executor] = [await signIn(target.url, 'curator'), await signIn(target.url, 'executor')]
      for (let number = 0; number < 6; number += 1) {
        standIn.world.addComment({
          ownerId: WALL,
          postId,
          fromId: 7001,
          text: `Яма номер ${round}-${number}, когда почините дорогу в Рыльске?`,
        })
        await wait(150)
        await lead(curator, executor, `${round}-${number}`)
      }
    } catch (error) {
      if (target.child.exitCode === null && target.child.signalCode === null && !(error instanceof TypeError)) throw error
    }
  }

  type Ask = (path: string, body?: object) => Promise<{ items: { id: string }[]; draft: { version: string } | null; state: string }>

  async function signIn(url: string, login: string): Promise<Ask> {
    const response = await fetch(`${url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: 'demo' }),
    })
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
    const { csrfToken } = (await response.json()) as { csrfToken: string }
    return async (path, body) => {
      const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' }
      const answer = await fetch(
        `${url}${path}`,
        body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
      )
      return (await answer.json()) as Awaited<ReturnType<Ask>>
    }
  }

  async function lead(curator: Ask, executor: Ask, name: string): Promise<void> {
    const { items } = await curator(`/api/cases?view=review&q=${encodeURIComponent('яма номер')}&limit=1`)
    const id = items[0]?.id
    if (id === undefined) return
    const path = (type: string): string => `/api/cases/${encodeURIComponent(id)}/${type}`
    await curator(path('detect'), { topicId: 'roads/pothole', districtId: 'rylsky', placeName: '', importance: 'normal' })
    await curator(path('route'), { agencyId: AGENCY_ID })
    const account = agencies.find((agency) => agency.id === AGENCY_ID)?.accounts.find((one) => one.platform === 'vk')?.id
    const drafted = await executor(path('submit'), { text: `Ответ ${name}: ${id}`, accountId: account })
    await curator(path('approve'), { version: drafted.draft?.version ?? '' })
  }

  /** Waits until nothing is left to do: the wall as it is now has been read and kept, every stage is at the end, and no answer has appeared for
   *  a while: an account answers every second and a half, however many wait. A reading of all walls begins when the one before is kept, so
   *  the second after the newest comment says that it is. */
  async function settled(target: OtklikProcess): Promise<void> {
    const readings = (): number => standIn.counts.get('wall.get') ?? 0
    let known = { comments: 0, readings: 0, at: Date.now() }
    let calm = 0
    while (calm < 10) {
      expect(Date.now() - known.at, 'milliseconds without an end and without a new comment').to.be.below(45_000)
      const text = await (await fetch(`${target.url}/metrics`)).text()
      const lags = [...text.matchAll(/^otklik_lag_messages\{[^}]*\} (\d+)/gm)].map((match) => Number(match[1]))
      const { length: comments } = standIn.world.comments
      if (comments !== known.comments) known = { comments, readings: readings(), at: Date.now() }
      calm = lags.every((lag) => lag === 0) && readings() >= known.readings + 2 * WALLS ? calm + 1 : 0
      await wait(300)
    }
  }

  async function check(): Promise<void> {
    const store = await open()
    try {
      const messages = await everything(store)
      const expected = standIn.world.comments.map((comment) => `vk:comment:${WALL}_${comment.id}`)
      const archived = await Promise.all(expected.map((id) => store.documents.get('posts', id)))
      expect(
        expected.filter((_, index) => archived[index] === null),
        'comments lost',
      ).to.deep.equal([])
      const cases = await allCases(store)
      const problems = historyProblems({
        messages: messages.filter((one) => one.topic !== 'posts'),
        expected: { cases: cases.flatMap((one) => one.facts.map((fact) => fact.id)) },
        orderOf: ({ topic, headers }) => (topic === 'cases' ? Number(headers['ce_id']?.split('#')[1]) : null),
      })
      expect(problems).to.deep.equal([])
      const alarms = messages.flatMap((one) =>
        one.headers['ce_type'] === 'otklik.case.alarm-fired.v1'
          ? (JSON.parse(one.value) as { fact: { alarms: { id: string }[] } }).fact.alarms.map((alarm) => alarm.id)
          : [],
      )
      expect(new Set(alarms).size, 'alarms doubled').to.equal(alarms.length)
      expect(alarms.length).to.be.at.least(OVERDUE_CASES)
      for (const one of cases) expect(one.facts.reduce<Case | null>(evolve, null), one.id).to.deep.equal(one)
      const answers = standIn.world.comments.filter((comment) => comment.fromId < 0).map((comment) => comment.text)
      expect(new Set(answers).size, 'publications doubled').to.equal(answers.length)
      expect(answers.length).to.be.greaterThan(0)
    } finally {
      await store.close()
    }
  }

  async function everything(store: Store): Promise<LogMessage[]> {
    const found: LogMessage[] = []
    for (const { name } of await store.log.topics()) {
      for (const { partition, start: begin, end } of await store.log.ranges(name)) {
        for (let offset = begin; offset < end;) {
          const page = await store.log.read({ topic: name, partition, offset }, { max: 1000, waitMs: 0 })
          found.push(...page)
          offset = (page.at(-1)?.offset ?? end) + 1
        }
      }
    }
    return found
  }

  async function allCases(store: Store): Promise<Case[]> {
    const found: Case[] = []
    let after: string | undefined
    do {
      const page = await queryCases(store.documents, { limit: 500, ...(after !== undefined && { after }) })
      found.push(...page.items.map((item) => item.value))
      after = page.next ?? undefined
    } while (after !== undefined)
    return found
  }
})
