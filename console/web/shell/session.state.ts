import { batch, signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import type { Directory, SessionView, SignInOptions } from '../wire/api-types.ts'
import { acting, ApiError, get, post, sessionOver } from '../wire/api.ts'
import { startAnew } from '../wire/start-anew.ts'
import { notice } from './notice.state.ts'
import { serverSaid } from './server-time.state.ts'

export type Session =
  /** `problem`: why it is not known yet; null while the answer is on its way. */
  { readonly kind: 'unknown'; readonly problem: unknown } | { readonly kind: 'out' } | { readonly kind: 'in'; readonly view: SessionView }

export const session = signal<Session>({ kind: 'unknown', problem: null })
export const directory = signal<Directory | null>(null)

/** The region's time zone: what every time on the page is written in and read by. */
export const regionZone = (): string => (session.value.kind === 'in' ? session.value.view.region.timeZone : 'Europe/Moscow')

/** Asks who is signed in; a page opened again goes on with its session. Nobody is only what the server says: one that cannot say is asked again. */
export async function resumeSession(): Promise<void> {
  session.value = { kind: 'unknown', problem: null }
  try {
    await enter(await get<SessionView>('/api/session'))
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    if (isOver(problem)) signedOut()
    else session.value = { kind: 'unknown', problem }
  }
}

/** The server's time; null where nobody is signed in. @throws ApiError */
export const askTime = async (): Promise<Instant | null> =>
  acting.value === null ? null : (await get<SessionView>('/api/session')).serverTime

const isOver = (problem: unknown): boolean => problem instanceof ApiError && problem.code === 'no-session'

/** @throws ApiError when the name and password do not fit */
export async function signIn(login: string, password: string): Promise<void> {
  await enter(await post<SessionView>('/api/sign-in', { login, password }))
}

/** @throws ApiError when the session may live on: behind a door shown too early its desk would be open to whoever comes next */
export async function signOut(): Promise<void> {
  try {
    await post('/api/sign-out', {})
  } catch (problem) {
    if (!isOver(problem)) throw problem
  }
  signedOut()
}

export const signInOptions = (): Promise<SignInOptions> => get<SignInOptions>('/api/sign-in-options')

/** Whose cases this tab has read. */
let personId: string | null = null

/** Another person in the same tab begins with an empty page: what the one before has read or typed is not theirs to see. */
async function enter(view: SessionView): Promise<void> {
  if (personId !== null && personId !== view.account.id) return startAnew()
  personId = view.account.id
  acting.value = { personId, csrfToken: view.csrfToken }
  serverSaid(view.serverTime)
  directory.value = await get<Directory>('/api/directory')
  batch(() => {
    session.value = { kind: 'in', view }
    sessionOver.value = false
  })
}

function signedOut(): void {
  batch(() => {
    acting.value = null
    notice.value = null
    session.value = { kind: 'out' }
  })
}
