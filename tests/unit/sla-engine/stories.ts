import type { CaseState, Command } from '../../../core/case.ts'
import { CURATOR, DETECT, EXECUTOR, moscow, ROUTE, type Story, story, SUBMIT } from '../../builders/case.ts'

export const T = '17.03.2026 10:00'

export const publish = (at: string): Command => ({
  type: 'publish',
  url: 'https://vk.com/wall-1_2?reply=9',
  where: 'in-place',
  reason: null,
  publishedAt: moscow(at),
  accountId: 'roads-account',
})
export const RETURN = { type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: false } as const satisfies Command
export const CONSENTED = { ...RETURN, curatorConsent: true } as const satisfies Command
export const REWORK: Command = { type: 'ask-rework', code: 'no-term', comment: 'Назовите срок', version: null }
export const REFUSE: Command = { type: 'refuse', ground: 'harm-intent', reason: 'угроза' }
export const FIRE: Command = { type: 'fire-alarms' }
export const CORRECT: Command = { type: 'correct-calendar', reason: 'Постановление' }
export const raise = (importance: 'high' | 'normal'): Command => ({ type: 'change-importance', importance, reason: 'дети' })
export const rerouteTo = (agencyId: string, reason: string | null = null): Command => ({ type: 'reroute', agencyId, reason })
export const REOPEN: Command = { type: 'reopen', reason: 'ошибка' }
export const approval = ({ current }: Story): Command => ({ type: 'approve', version: current.draft?.version ?? '' })
export const dismissal = (as: 'not-required' | 'out-of-scope' | 'technical-duplicate'): Command => ({
  type: 'dismiss',
  as,
  reason: 'см. правила',
  target: as === 'technical-duplicate' ? 'case:vk:comment:-1_6' : null,
})

/** A case led to a state: detected at ten, with the agency five minutes later, closed at half past. */
export const inReview = (): Story => story(T)
export const detected = (): Story => inReview().then(T, CURATOR, DETECT)
export const offered = (): Story => detected().then('17.03.2026 10:05', CURATOR, ROUTE)
export const returned = (): Story => offered().then('17.03.2026 10:10', EXECUTOR, RETURN)
export const inWork = (): Story => offered().then('17.03.2026 10:10', EXECUTOR, { type: 'accept' })
export const onApproval = (): Story => inWork().then('17.03.2026 10:20', EXECUTOR, SUBMIT)
export const rework = (): Story => onApproval().then('17.03.2026 10:25', CURATOR, REWORK)
export const approved = (): Story => onApproval().then('17.03.2026 10:25', CURATOR, approval(onApproval()))
export const closed = (): Story => approved().then('17.03.2026 10:30', EXECUTOR, publish('17.03.2026 10:30'))

/** A case in every state that one agency's case can reach. */
export const REACHED: Readonly<Record<Exclude<CaseState, 'withdrawn'>, () => Story>> = {
  'in-review': inReview,
  'not-required': () => inReview().then(T, CURATOR, dismissal('not-required')),
  'out-of-scope': () => inReview().then(T, CURATOR, dismissal('out-of-scope')),
  'technical-duplicate': () => inReview().then(T, CURATOR, dismissal('technical-duplicate')),
  refused: () => inReview().then(T, CURATOR, REFUSE),
  detected,
  offered,
  returned,
  'in-work': inWork,
  'on-approval': onApproval,
  rework,
  approved,
  closed,
}
export type Reached = keyof typeof REACHED
export const STATES = Object.keys(REACHED) as Reached[]
