import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { BoardScreen } from '../board/board.view.tsx'
import { VIEWS_OF_SCREEN } from '../board/views.ts'
import { t } from '../text/text.ts'
import type { Place } from './address.state.ts'
import type { Screen } from './screens.ts'

/** Screens that the queue's first load does not pay for. */
const LATER: Partial<Record<Screen, () => Promise<FunctionComponent>>> = {
  archive: async () => (await import('../archive/archive.view.tsx')).Archive,
  manual: async () => (await import('../manual/manual.view.tsx')).ManualEntry,
  'dead-letters': async () => (await import('../dead-letters/dead-letters.view.tsx')).DeadLetters,
}

export function ScreenView({ place }: { place: Place }) {
  const views = VIEWS_OF_SCREEN[place.screen]
  const load = LATER[place.screen]
  if (views !== undefined) return <BoardScreen place={place} views={views} />
  return load === undefined ? null : <Later load={load} />
}

function Later({ load }: { load: () => Promise<FunctionComponent> }) {
  const [Loaded, setLoaded] = useState<FunctionComponent | null>(null)
  useEffect(() => void load().then((component) => setLoaded(() => component)), [load])
  return Loaded === null ? <p class="empty">{t().app.loading}</p> : <Loaded />
}
