import { render } from 'preact'
import { listenToKeys } from './keys/dispatch.ts'
import { followAddress } from './shell/address.state.ts'
import { keepPreferences } from './shell/preferences.state.ts'
import { startTicking } from './shell/server-time.state.ts'
import { askTime, resumeSession } from './shell/session.state.ts'
import { Shell } from './shell/shell.view.tsx'
import { followLanguage } from './text/follow-language.ts'
import './style/base.css'
import './style/shell.css'
import './style/board.css'
import './style/card.css'
import './style/forms.css'

async function begin(root: HTMLElement): Promise<void> {
  keepPreferences()
  followAddress()
  listenToKeys()
  startTicking(askTime)
  await followLanguage()
  render(<Shell />, root)
  await resumeSession()
}

const root = document.getElementById('root')
if (root !== null) void begin(root)
