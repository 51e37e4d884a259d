import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { inLanguage } from '../shell/names.ts'
import { LanguageSwitch, ThemeSwitch } from '../shell/top-bar.view.tsx'
import { signIn, signInOptions } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import type { DemoAccount } from '../wire/api-types.ts'
import { ApiError } from '../wire/api.ts'
import { problemText } from '../wire/problem-text.ts'

/** Here too many calls are too many wrong passwords. */
const signInProblem = (problem: unknown): string =>
  problem instanceof ApiError && problem.code === 'too-many-calls' ? t().signIn.tooMany(minutesToWait(problem)) : problemText(problem)

const MINUTE_MS = 60_000

/** The server says how long where it is more than a minute. */
const minutesToWait = ({ details: { retryAfterMs } }: ApiError): number =>
  typeof retryAfterMs === 'number' ? Math.max(1, Math.ceil(retryAfterMs / MINUTE_MS)) : 1

export const SignIn = () => (
  <main class="door">
    <Entrance login="" />
  </main>
)

/** Name and password, and in demo mode one button per role. `login`: of whoever is expected; empty: of nobody. */
export function Entrance({ login: expected }: { login: string }) {
  const problem = useSignal<string | null>(null)
  const busy = useSignal(false)

  async function enter(login: string, password: string): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await signIn(login, password)
    } catch (error) {
      problem.value = signInProblem(error)
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <div class="door-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <SignInForm expected={expected} enter={enter} problem={problem} busy={busy} />
      <DemoAccounts enter={(account) => void enter(account.login, account.password)} />
    </>
  )
}

interface SignInFormProps {
  readonly expected: string
  readonly enter: (login: string, password: string) => Promise<void>
  readonly problem: ReadonlySignal<string | null>
  readonly busy: ReadonlySignal<boolean>
}

function SignInForm({ expected, enter, problem, busy }: SignInFormProps) {
  const login = useSignal(expected)
  const password = useSignal('')
  const submit = (event: Event): void => {
    event.preventDefault()
    void enter(login.value, password.value)
  }
  return (
    <form class="door-form" onSubmit={submit}>
      <h1>{t().app.name}</h1>
      <Credential label={t().signIn.login} input={{ type: 'text', name: 'login', autocomplete: 'username' }} value={login} />
      <Credential
        label={t().signIn.password}
        input={{ type: 'password', name: 'password', autocomplete: 'current-password' }}
        value={password}
        first={expected !== ''}
      />
      <p role="alert" class="problem">
        {problem}
      </p>
      <button type="submit" class="main" disabled={busy}>
        {t().signIn.enter}
      </button>
    </form>
  )
}

interface CredentialProps {
  readonly label: string
  readonly input:
    | { readonly type: 'text'; readonly name: 'login'; readonly autocomplete: 'username' }
    | { readonly type: 'password'; readonly name: 'password'; readonly autocomplete: 'current-password' }
  readonly value: Signal<string>
  /** Where a dialog begins. */
  readonly first?: boolean
}

const Credential = ({ label, input, value, first = false }: CredentialProps) => (
  <label>
    {label}
    <input {...input} required autofocus={first} value={value} onInput={(event) => (value.value = event.currentTarget.value)} />
  </label>
)

/** One button per role; the server lists them in demo mode only. */
function DemoAccounts({ enter }: { enter: (account: DemoAccount) => void }) {
  const accounts = useSignal<readonly DemoAccount[]>([])
  useEffect(() => {
    signInOptions().then(
      (options) => (accounts.value = options.demoAccounts),
      () => null,
    )
  }, [])
  if (accounts.value.length === 0) return null
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t().signIn.demo}</h2>
      <p class="hint">{t().signIn.demoHint}</p>
      <ul>
        {accounts.value.map((account) => (
          <li key={account.login}>
            <button type="button" data-role={account.role} data-login={account.login} onClick={() => enter(account)}>
              <b>{t().roles[account.role]}</b> <span>{account.name}</span>
              {account.agency !== null && <small> {inLanguage(account.agency)}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
