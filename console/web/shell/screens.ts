import type { Role } from '../../../core/actor.ts'

export const SCREENS = ['queue', 'tasks', 'approvals', 'publications', 'archive', 'manual', 'dead-letters'] as const
export type Screen = (typeof SCREENS)[number]

const CURATOR: readonly Screen[] = ['queue', 'approvals', 'publications', 'archive', 'manual']

/** Those that list cases and open one by its link. */
export const BOARDS = ['queue', 'tasks', 'approvals', 'publications'] as const satisfies readonly Screen[]
export const isBoard = (screen: Screen): screen is (typeof BOARDS)[number] => BOARDS.some((board) => board === screen)

/** What each role sees, its first screen first. The server checks rights on its own. */
export const SCREENS_OF_ROLE: Readonly<Record<Role, readonly Screen[]>> = {
  curator: CURATOR,
  'head-curator': CURATOR,
  executor: ['tasks', 'publications'],
  official: ['tasks', 'publications'],
  analyst: ['archive', 'queue'],
  manager: ['queue', 'approvals', 'publications', 'archive'],
  administrator: ['queue', 'approvals', 'publications', 'archive', 'dead-letters'],
}
