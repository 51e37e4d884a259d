import type { FunctionComponent } from 'preact'
import { BoardScreen } from '../board/board.view.tsx'
import { VIEWS_OF_SCREEN } from '../board/views.ts'
import { lazy } from '../parts/later.view.tsx'
import type { Place } from './address.state.ts'
import type { Screen } from './screens.ts'

/** Screens that the queue's first load does not pay for. */
const LATER: Partial<Record<Screen, FunctionComponent>> = {
  archive: lazy(async () => (await import('../archive/archive.view.tsx')).Archive),
  manual: lazy(async () => (await import('../manual/manual.view.tsx')).ManualEntry),
  'dead-letters': lazy(async () => (await import('../dead-letters/dead-letters.view.tsx')).DeadLetters),
}

export function ScreenView({ place }: { place: Place }) {
  const views = VIEWS_OF_SCREEN[place.screen]
  if (views !== undefined) return <BoardScreen place={place} views={views} />
  const Later = LATER[place.screen]
  return Later === undefined ? null : <Later />
}
