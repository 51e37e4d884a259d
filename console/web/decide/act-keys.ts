import type { KeyAct } from '../keys/keys.ts'
import type { Act } from './send-act.ts'

/** In the order of the buttons; `submit` has its place in the answer panel. Acts that may share a key are never possible at once. */
export const ACT_KEYS: readonly { readonly act: Act; readonly key: KeyAct }[] = [
  { act: 'detect', key: 'detect' },
  { act: 'route', key: 'route' },
  { act: 'reroute', key: 'route' },
  { act: 'accept', key: 'accept' },
  { act: 'approve', key: 'accept' },
  { act: 'ask-rework', key: 'rework' },
  { act: 'publish', key: 'publish' },
  { act: 'return', key: 'back' },
  { act: 'dismiss', key: 'dismiss' },
  { act: 'refuse', key: 'refuse' },
  { act: 'change-importance', key: 'importance' },
  { act: 'reopen', key: 'reopen' },
  { act: 'comment', key: 'comment' },
]
