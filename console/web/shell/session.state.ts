import { batch, effect, signal } from '@preact/signals'
import type { Directory, SessionView, SignInOptions } from '../wire/api-types.ts'
import { acting, ApiError, get, post, sessionLost } from '../wire/api.ts'
import { startAnew } from '../wire/start-anew.ts'
import { serverSaid } from './server-time.state.ts'

export type Session = { readonly kind: 'unknown' } | { readonly kind: 'out' } | { readonly kind: 'in'; readonly view: SessionView }

export const session = signal<Session>({ kind: 'unknown' })
export const directory = signal<Directory | null>(null)

/** The region's time zone: what every time on the page is written in and read by. */
export const regionZone = (): string => (session.value.kind === 'in' ? session.value.view.region.timeZone : 'Europe/Moscow')

effect(() => {
  if (sessionLost.value > 0) signedOut()
})

/** Asks who is signed in; a page opened again goes on with its session. */
export async function resumeSession(): Promise<void> {
  try {
    await enter(await get<SessionView>('/api/session'))
  } catch (problem) {
    signedOut()
    if (!(problem instanceof ApiError)) throw problem
  }
}

/** @throws ApiError when the name and password do not fit */
export async function signIn(login: string, password: string): Promise<void> {
  await enter(await post<SessionView>('/api/sign-in', { login, password }))
}

export async function signOut(): Promise<void> {
  await post('/api/sign-out', {}).catch(() => null)
  signedOut()
}

export const signInOptions = (): Promise<SignInOptions> => get<SignInOptions>('/api/sign-in-options')

/** Whose cases this tab has read. */
let personId: string | null = null

/** Another person in the same tab begins with an empty page: what the one before has read is not theirs to see. */
async function enter(view: SessionView): Promise<void> {
  if (personId !== null && personId !== view.account.id) return startAnew()
  personId = view.account.id
  acting.value = { personId: view.account.id, csrfToken: view.csrfToken }
  serverSaid(view.serverTime)
  directory.value = await get<Directory>('/api/directory')
  session.value = { kind: 'in', view }
}

function signedOut(): void {
  batch(() => {
    acting.value = null
    session.value = { kind: 'out' }
  })
}
