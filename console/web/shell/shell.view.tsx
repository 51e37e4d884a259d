import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { forgetOldDrafts } from '../draft/old-drafts.ts'
import { SignInAgain } from '../sign-in/sign-in-again.view.tsx'
import { SignIn } from '../sign-in/sign-in.view.tsx'
import { t } from '../text/text.ts'
import type { SessionView } from '../wire/api-types.ts'
import { sessionOver } from '../wire/api.ts'
import { live } from '../wire/live-stream.ts'
import { followStream } from '../wire/live.ts'
import { problemText } from '../wire/problem-text.ts'
import { address, placeOf } from './address.state.ts'
import { clockTime } from './date-text.ts'
import { KeySheet, keySheetOpen } from './key-sheet.view.tsx'
import { Notices } from './notice.view.tsx'
import { ScreenView } from './screen.view.tsx'
import { SCREENS_OF_ROLE } from './screens.ts'
import { now, serverNow } from './server-time.state.ts'
import { resumeSession, type Session, session } from './session.state.ts'
import { TopBar } from './top-bar.view.tsx'
import { browserStorage } from './browser-storage.ts'

/** The whole page: who is signed in decides between the door and the desk. */
export function Shell() {
  const current = session.value
  document.title = pageTitle(current)
  if (current.kind === 'unknown') return <Threshold problem={current.problem} />
  return current.kind === 'out' ? <SignIn /> : <GuardedDesk view={current.view} />
}

/** Told by the browser and by whoever reads the page aloud; nothing of a case is in it. */
function pageTitle(current: Session): string {
  if (current.kind === 'unknown') return t().app.name
  const screen =
    current.kind === 'out' ? t().signIn.title : t().nav[placeOf(SCREENS_OF_ROLE[current.view.account.role], address.value).screen]
  return `${screen} — ${t().app.name}`
}

/** A desk whose session is over stays as it was left, but out of sight and out of reach. */
function GuardedDesk({ view }: { view: SessionView }) {
  const isOver = sessionOver.value
  return (
    <>
      <div class="desk" inert={isOver}>
        <Desk view={view} />
      </div>
      {isOver && <SignInAgain login={view.account.login} />}
    </>
  )
}

/** Until it is known who is signed in; when that cannot be learned, neither door nor desk would be true. */
const Threshold = ({ problem }: { problem: unknown }) => (
  <main class="door" aria-busy={problem === null} aria-label={t().app.loading}>
    {problem !== null && (
      <div class="empty" role="alert">
        <p>{problemText(problem)}</p>
        <button type="button" onClick={() => void resumeSession()}>
          {t().app.retry}
        </button>
      </div>
    )}
  </main>
)

function Desk({ view }: { view: SessionView }) {
  useEffect(followStream, [])
  useEffect(() => forgetOldDrafts(browserStorage, serverNow()), [])
  const screens = SCREENS_OF_ROLE[view.account.role]
  const followed = address.value
  const place = useMemo(() => placeOf(screens, followed), [screens, followed])
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t().app.skip}
      </a>
      <TopBar view={view} screens={screens} screen={place.screen} />
      <Offline />
      <Page>
        <ScreenView key={place.screen} place={place} />
      </Page>
      <Notices />
      {keySheetOpen.value && <KeySheet />}
    </>
  )
}

const Page = ({ children }: { children: ComponentChildren }) => (
  <main id="content" tabIndex={-1}>
    {children}
  </main>
)

/** The address after `#` names a screen, so the link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

function Offline() {
  const { up, heardAt } = live.value
  return <div role="status">{!up && <div class="offline">{t().app.offline(clockTime(heardAt ?? now.peek()))}</div>}</div>
}
