import type { CaseCard, CasePage, SessionView, SignInOptions } from '../../console/server/api.ts'

/** A demo account that acts past the pages: leads a case to where a test begins. */
export interface Caller {
  card(id: string): Promise<CaseCard>
  /** Ids of a view's first cases, in its order. */
  ids(view: string): Promise<readonly string[]>
  /** The first of a view that fits. @throws {Error} there is none */
  find(view: string, fits?: (card: CaseCard) => boolean): Promise<string>
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
  const card = (id: string): Promise<CaseCard> => call(path(id))
  const ids = async (view: string): Promise<readonly string[]> =>
    (await call<CasePage>(`/api/cases?view=${view}&limit=100`)).items.map(({ id }) => id)
  return {
    card,
    ids,
    act: (id, type, body = {}) => call(path(id, `/${type}`), body),
    async find(view, fits = () => true) {
      for (const id of await ids(view)) if (fits(await card(id))) return id
      throw new Error(`No such case in ${view}`)
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
  const id = await curator.find('review')
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
