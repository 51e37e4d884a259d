import type { CaseCard, CasePage, SessionView, SignInOptions } from '../../console/server/api.ts'

/** A demo account that acts past the pages: leads a case to where a test begins. */
export interface Caller {
  card(id: string): Promise<CaseCard>
  firstOf(view: string): Promise<string>
  /** @throws {Error} what the server refused */
  act(id: string, type: string, body?: Readonly<Record<string, unknown>>): Promise<CaseCard>
}

export async function caller(url: string, login: string): Promise<Caller> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  async function call<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(url + path, body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    headers['cookie'] ??= answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    return (await answer.json()) as T
  }
  const { demoAccounts } = await (await fetch(`${url}/api/sign-in-options`)).json().then((options) => options as SignInOptions)
  const password = demoAccounts.find((account) => account.login === login)?.password
  headers['x-csrf-token'] = (await call<SessionView>('/api/sign-in', { login, password })).csrfToken
  const path = (id: string, rest = ''): string => `/api/cases/${encodeURIComponent(id)}${rest}`
  return {
    card: (id) => call(path(id)),
    act: (id, type, body = {}) => call(path(id, `/${type}`), body),
    async firstOf(view) {
      const { items } = await call<CasePage>(`/api/cases?view=${view}&limit=1`)
      if (items[0] === undefined) throw new Error(`No case in ${view}`)
      return items[0].id
    },
  }
}

export interface Callers {
  readonly curator: Caller
  readonly executor: Caller
}

export const callers = async (url: string): Promise<Callers> => ({
  curator: await caller(url, 'curator'),
  executor: await caller(url, 'executor'),
})

/** A message of the demo stream that the ministry of transport has to answer. */
export async function caseInWork({ curator, executor }: Callers): Promise<string> {
  const id = await curator.firstOf('review')
  await curator.act(id, 'detect', { topicId: 'roads/pothole', districtId: 'kursk', importance: 'normal' })
  await curator.act(id, 'route', { agencyId: 'min-transport', overrideReason: 'по просьбе' })
  await executor.act(id, 'accept')
  return id
}

/** The answer, handed in and approved. */
export async function approved({ curator, executor }: Callers, id: string, text: string, accountId: string | null = null): Promise<void> {
  const { draft } = await executor.act(id, 'submit', { text, attachments: [], accountId })
  await curator.act(id, 'approve', { version: draft?.version })
}
