import type { CaseCard, CasePage, SessionView, SignInOptions } from '../../console/server/api.ts'
import type { Command } from '../../core/case.ts'

/** A demo person who works beside the page, by requests alone. */
export interface ApiCaller {
  cases(view: string): Promise<CasePage>
  /** Status of the answer for one case. */
  looksAt(caseId: string): Promise<number>
  /** @throws {Error} when the act is refused */
  act(caseId: string, type: Command['type'], body?: object): Promise<CaseCard>
}

export async function apiCaller(url: string, login: string): Promise<ApiCaller> {
  const { demoAccounts } = (await (await fetch(`${url}/api/sign-in-options`)).json()) as SignInOptions
  const password = demoAccounts.find((account) => account.login === login)?.password
  const json = { 'content-type': 'application/json' }
  const signedIn = await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body: JSON.stringify({ login, password }) })
  const { csrfToken } = (await signedIn.json()) as SessionView
  const headers = { ...json, 'x-csrf-token': csrfToken, cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
  const path = (caseId: string): string => `${url}/api/cases/${encodeURIComponent(caseId)}`
  return {
    cases: async (view) => (await fetch(`${url}/api/cases?view=${view}`, { headers })).json() as Promise<CasePage>,
    looksAt: async (caseId) => (await fetch(path(caseId), { headers })).status,
    async act(caseId, type, body = {}) {
      const answer = await fetch(`${path(caseId)}/${type}`, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${type}: ${await answer.text()}`)
      return answer.json() as Promise<CaseCard>
    },
  }
}
