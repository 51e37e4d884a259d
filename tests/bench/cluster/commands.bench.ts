import { setTimeout as sleep } from 'node:timers/promises'
import { ensureAccount } from '../../../app/accounts.ts'
import type { CaseId } from '../../../core/case.ts'
import type { Write } from '../../../core/documents.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { deciding } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'
import { fleet } from '../../services/cluster/fleet.ts'
import type { Bench, Measurement } from '../bench.ts'

const CASES = 500
const PER_SECOND = 50
const SECONDS = 20
/** A node that has just started compiles itself for a minute, which costs several times as much a command; nobody's day begins with one. */
const WARM_UP_SECONDS = 60
const CLIENTS = 20
const COMMENTS_EACH = 10
const PASSWORD = 'a long password'
const rules = deciding()

export const bench: Bench = {
  name: `case commands over HTTP, console and relay a process each, ${PER_SECOND}/s on ${CASES} cases, then ${CLIENTS} people on one case`,
  async run() {
    const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'warn' })
    const store = await all.open()
    try {
      const ids = await planted(store)
      const logins = Array.from({ length: CLIENTS }, (_, number) => `curator-${number}`)
      for (const login of logins) await ensureAccount(store, { login, name: login, role: 'curator', agencyId: null, password: PASSWORD })
      const [{ url }] = await Promise.all([all.start(['console']), all.start(['relay'])])
      const people = await Promise.all(logins.map((login) => signedIn(url, login)))
      await steady(people, ids, WARM_UP_SECONDS)
      return [...(await steady(people, ids, SECONDS)), ...(await together(store, people, ids[0]))]
    } finally {
      await store.close()
      await all.dispose()
    }
  },
  limit: 'one read and one compare-and-set write a command; a lost race is decided again',
}

async function planted(store: Store): Promise<readonly CaseId[]> {
  const at = Date.now()
  const writes = Array.from({ length: CASES }, (_, number): Write => {
    const id = `vk:wall:-1_${number}` as const
    const opened = openCase({ post: aPost({ id, rootId: id }), classification: aClassification({ postId: id }) }, null, at, rules)
    return caseWrite(opened, opened.facts, { kind: 'create' })
  })
  await store.settle({ writes })
  return writes.map(({ id }) => id as CaseId)
}

/** Comments on a case; resolves with the status and the milliseconds it took. */
type Comment = (id: CaseId) => Promise<readonly [status: number, ms: number]>

async function signedIn(url: string, login: string): Promise<Comment> {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ login, password: PASSWORD })
  const answer = await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body })
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  const headers = { ...json, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrfToken }
  let count = 0
  return async (id) => {
    count += 1
    const begun = performance.now()
    const said = JSON.stringify({ text: `${login}: ${count}` })
    const response = await fetch(`${url}/api/cases/${encodeURIComponent(id)}/comment`, { method: 'POST', headers, body: said })
    await response.arrayBuffer()
    return [response.status, performance.now() - begun]
  }
}

/** At a steady pace, whether or not the one before has been answered. */
async function steady(people: readonly Comment[], ids: readonly CaseId[], seconds: number): Promise<readonly Measurement[]> {
  const begun = performance.now()
  const asked = []
  for (let number = 0; number < seconds * PER_SECOND; number += 1) {
    await sleep(Math.max(0, begun + (number * 1000) / PER_SECOND - performance.now()))
    const [person, id] = [people[number % people.length], ids[number % ids.length]]
    if (person !== undefined && id !== undefined) asked.push(person(id))
  }
  const answers = await Promise.all(asked)
  const took = answers.map(([, ms]) => ms).toSorted((a, b) => a - b)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
  return [
    { what: 'command, median', unit: 'ms', value: at(0.5), bar: null },
    { what: 'command, 99th of 100', unit: 'ms', value: at(0.99), bar: '≤ 150' },
    { what: 'refused or failed', unit: '', value: answers.filter(([status]) => status !== 200).length, bar: '0' },
  ]
}

/** Everyone comments on one case at once, again and again. */
async function together(store: Store, people: readonly Comment[], id: CaseId | undefined): Promise<readonly Measurement[]> {
  if (id === undefined) throw new Error('Nothing was planted')
  const commentsOf = async (): Promise<number> =>
    (await getCase(store.documents, id))?.value.facts.filter((fact) => fact.type === 'CommentAdded').length ?? 0
  const before = await commentsOf()
  const begun = performance.now()
  const answers = await Promise.all(
    people.map(async (comment) => {
      const own = []
      for (let count = 0; count < COMMENTS_EACH; count += 1) own.push(await comment(id))
      return own
    }),
  )
  const accepted = answers.flat().filter(([status]) => status === 200).length
  const tookMs = performance.now() - begun
  return [
    { what: `${CLIENTS} people on one case: accepted`, unit: '/s', value: (accepted / tookMs) * 1000, bar: null },
    { what: 'refused or failed', unit: '', value: CLIENTS * COMMENTS_EACH - accepted, bar: '0' },
    { what: 'lost updates', unit: '', value: before + accepted - (await commentsOf()), bar: '0' },
  ]
}
