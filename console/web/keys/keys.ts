/** Every command that has a key. */
export type KeyAct =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'open'
  | 'detect'
  | 'route'
  | 'dismiss'
  | 'back'
  | 'refuse'
  | 'accept'
  | 'rework'
  | 'draft'
  | 'publish'
  | 'importance'
  | 'comment'
  | 'reopen'
  | 'arrived'
  | 'search'
  | 'help'
  | 'close'

export interface KeyRow {
  readonly act: KeyAct
  /** Physical key: the same on the Russian and the English layout. */
  readonly code: string
  readonly shift?: boolean
  /** As printed on the key cap. */
  readonly cap: string
  /** A character key, which WCAG 2.1.4 lets a person switch off. */
  readonly single: boolean
}

const letter = (act: KeyAct, name: string): KeyRow => ({ act, code: `Key${name}`, cap: name, single: true })
const special = (act: KeyAct, code: string, cap: string): KeyRow => ({ act, code, cap, single: false })

/** The one table of keys: the dispatcher, the hints on buttons and the `?` sheet all read it. */
export const KEYS: readonly KeyRow[] = [
  letter('next', 'J'),
  special('next', 'ArrowDown', '↓'),
  letter('previous', 'K'),
  special('previous', 'ArrowUp', '↑'),
  special('first', 'Home', 'Home'),
  special('last', 'End', 'End'),
  special('open', 'Enter', 'Enter'),
  special('open', 'NumpadEnter', 'Enter'),
  letter('detect', 'Y'),
  letter('route', 'R'),
  letter('dismiss', 'X'),
  letter('back', 'B'),
  letter('refuse', 'F'),
  letter('accept', 'A'),
  letter('rework', 'W'),
  letter('draft', 'D'),
  letter('publish', 'U'),
  letter('importance', 'I'),
  letter('comment', 'C'),
  letter('reopen', 'O'),
  letter('arrived', 'N'),
  { act: 'search', code: 'Slash', cap: '/', single: true },
  { act: 'help', code: 'Slash', shift: true, cap: '?', single: true },
  special('close', 'Escape', 'Esc'),
]

export interface KeyPress {
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  /** Sent anew because the key is still held down. */
  readonly repeat: boolean
}

/** Held down they go on moving. Any other act is one press: what a held key would act on next, nobody has read. */
const GOES_ON_WHILE_HELD: ReadonlySet<KeyAct> = new Set(['next', 'previous'])

/** The command of a key press, or null. Chords with Ctrl, Alt or Meta belong to the browser and the system. */
export function actOf(press: KeyPress, singlesOn: boolean): KeyAct | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const row = KEYS.find((key) => key.code === press.code && (key.shift ?? false) === press.shiftKey)
  if (row === undefined || (row.single && !singlesOn)) return null
  return press.repeat && !GOES_ON_WHILE_HELD.has(row.act) ? null : row.act
}

/** What is printed on a button for a command; null while single letters are off. */
export function capOf(act: KeyAct, singlesOn: boolean): string | null {
  const row = KEYS.find((key) => key.act === act)
  return row === undefined || (row.single && !singlesOn) ? null : row.cap
}
