import { t } from '../text/text.ts'
import type { SessionView } from '../wire/api-types.ts'
import { problemText } from '../wire/problem-text.ts'
import { addressText } from './address.state.ts'
import { agencyName, inLanguage } from './names.ts'
import { keySheetOpen } from './key-sheet.view.tsx'
import { notify } from './notice.state.ts'
import { language, LANGUAGES, theme } from './preferences.state.ts'
import type { Screen } from './screens.ts'
import { signOut } from './session.state.ts'

interface TopBarProps {
  readonly view: SessionView
  readonly screens: readonly Screen[]
  readonly screen: Screen
}

/** Whoever wants to leave must not believe that the desk is shut while it is not. */
async function leave(): Promise<void> {
  try {
    await signOut()
  } catch (problem) {
    notify('problem', t().app.stillSignedIn(problemText(problem)))
  }
}

export function TopBar({ view, screens, screen }: TopBarProps) {
  const { name, role, agencyId } = view.account
  return (
    <header class="top-bar">
      <span class="brand">
        {t().app.name} <span class="region">{inLanguage(view.region)}</span>
      </span>
      <nav aria-label={t().app.views}>
        {screens.map((item) => (
          <a key={item} href={addressText(item, null)} aria-current={item === screen ? 'page' : undefined}>
            {t().nav[item]}
          </a>
        ))}
      </nav>
      <span class="who">
        <b>{name}</b> <span>{agencyId === null ? t().roles[role] : `${t().roles[role]}, ${agencyName(agencyId)}`}</span>
      </span>
      <Switches />
      <button type="button" class="quiet" onClick={() => void leave()}>
        {t().app.signOut}
      </button>
    </header>
  )
}

/** Language, theme and the key sheet. */
function Switches() {
  return (
    <span class="switches">
      <LanguageSwitch />
      <ThemeSwitch />
      <button
        type="button"
        class="quiet icon"
        aria-label={t().keys.title}
        title={t().keys.title}
        onClick={() => (keySheetOpen.value = true)}
      >
        ?
      </button>
    </span>
  )
}

export function LanguageSwitch() {
  return (
    <span role="group" aria-label={t().app.language} class="segmented">
      {LANGUAGES.map((name) => (
        <button key={name} type="button" lang={name} aria-pressed={language.value === name} onClick={() => (language.value = name)}>
          {name.toUpperCase()}
        </button>
      ))}
    </span>
  )
}

export function ThemeSwitch() {
  const dark = theme.value === 'dark'
  const label = dark ? t().app.light : t().app.dark
  return (
    <button type="button" class="quiet icon" aria-label={label} title={label} onClick={() => (theme.value = dark ? 'light' : 'dark')}>
      {dark ? '☀' : '☾'}
    </button>
  )
}
