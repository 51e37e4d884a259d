import { expect } from 'chai'
import type { Actor } from '../../../core/actor.ts'
import type { Command } from '../../../core/case.ts'
import { allowedCommands } from '../../../sla-engine/authority.ts'
import { CURATOR, DETECT, EXECUTOR, moscow, person, ROUTE, story, SUBMIT, SYSTEM, type Story } from '../../builders/case.ts'
import {
  approval,
  approved,
  closed,
  CONSENTED,
  detected,
  FIRE,
  inReview,
  inWork,
  offered,
  onApproval,
  publish,
  REFUSE,
  REOPEN,
  rerouteTo,
  RETURN,
  REWORK,
  T,
} from './stories.ts'

const PUBLISH = publish('17.03.2026 11:40')
const SLEEPING = { type: 'route', agencyId: 'sleeping', overrideReason: null } as const
/** Letters of no width. */
const UNSEEN = '\u200b\u2060\ufeff\u00ad'

type Row = readonly [name: string, from: () => Story, by: Actor, command: Command, expected: string, at?: string]

/** What is done: the state it leads to. */
const DONE: readonly Row[] = [
  ['a curator detects', inReview, CURATOR, DETECT, 'detected'],
  [
    'a curator dismisses with a reason',
    inReview,
    CURATOR,
    { type: 'dismiss', as: 'not-required', reason: 'благодарность', target: null },
    'not-required',
  ],
  [
    'a duplicate names its original',
    inReview,
    CURATOR,
    { type: 'dismiss', as: 'technical-duplicate', reason: 'то же', target: 'case:vk:comment:-1_6' },
    'technical-duplicate',
  ],
  ['a curator refuses on a ground', inWork, CURATOR, { type: 'refuse', ground: 'obscene-or-insulting', reason: 'брань' }, 'refused'],
  ['a curator routes', detected, CURATOR, ROUTE, 'offered'],
  [
    'a curator routes to a body that is not ready, with a reason',
    detected,
    CURATOR,
    { type: 'route', agencyId: 'sleeping', overrideReason: 'поручение' },
    'offered',
  ],
  ['an agency returns within its window', offered, EXECUTOR, RETURN, 'returned', '17.03.2026 10:30'],
  ['an agency accepts', offered, EXECUTOR, { type: 'accept' }, 'in-work', '17.03.2026 10:30'],
  ['an agency submits straight from the offer', offered, EXECUTOR, SUBMIT, 'on-approval'],
  ['an agency submits', inWork, EXECUTOR, SUBMIT, 'on-approval'],
  ['a curator asks for rework', onApproval, CURATOR, REWORK, 'rework'],
  ['a curator approves the version he saw', onApproval, CURATOR, approval(onApproval()), 'approved'],
  ['an executor publishes by a link', approved, EXECUTOR, PUBLISH, 'closed'],
  ['a connector publishes', approved, SYSTEM, PUBLISH, 'closed'],
  [
    'an executor publishes from the own page with a reason',
    approved,
    EXECUTOR,
    { ...PUBLISH, where: 'own-account', reason: 'комментарии закрыты', accountId: 'roads-channel' } as Command,
    'closed',
  ],
  [
    'a failed publication leaves it approved',
    approved,
    SYSTEM,
    { type: 'report-publication-failure', reason: 'закрыто', needsHuman: false },
    'approved',
  ],
  ['a curator reopens within a working day', closed, CURATOR, REOPEN, 'in-work'],
  ['anyone at work on it comments', inWork, EXECUTOR, { type: 'comment', text: 'уточняю' }, 'in-work'],
]

/** What is refused: the code. */
const REFUSED: readonly Row[] = [
  ['detection without importance', inReview, CURATOR, { ...DETECT, importance: null } as Command, 'incomplete-classification'],
  ['detection without a place', inReview, CURATOR, { ...DETECT, districtId: '' } as Command, 'incomplete-classification'],
  ['a dismissal without a reason', inReview, CURATOR, { type: 'dismiss', as: 'not-required', reason: ' ', target: null }, 'reason-missing'],
  [
    'a duplicate of nothing',
    inReview,
    CURATOR,
    { type: 'dismiss', as: 'technical-duplicate', reason: 'то же', target: null },
    'target-missing',
  ],
  ['a refusal without a reason', inWork, CURATOR, { type: 'refuse', ground: 'harm-intent', reason: '' }, 'reason-missing'],
  ['routing to nobody', detected, CURATOR, { type: 'route', agencyId: 'none', overrideReason: null }, 'no-such-agency'],
  [
    'routing to a body that is not ready',
    detected,
    CURATOR,
    { type: 'route', agencyId: 'sleeping', overrideReason: null },
    'agency-not-ready',
  ],
  ['routing before detection', inReview, CURATOR, ROUTE, 'wrong-moment'],
  ['routing by an executor', detected, EXECUTOR, ROUTE, 'not-yours'],
  ['an act of another agency', offered, person('executor', 'housing'), { type: 'accept' }, 'not-yours'],
  ['an act of an analyst', detected, person('analyst'), ROUTE, 'not-yours'],
  ['a return after the work began, by the agency alone', inWork, EXECUTOR, CONSENTED, 'too-late-to-return'],
  ['a return without a reason', offered, EXECUTOR, { ...RETURN, reason: '' }, 'reason-missing'],
  ['an empty draft', inWork, EXECUTOR, { ...SUBMIT, text: '\n ' } as Command, 'draft-is-empty'],
  ['a draft the platform would cut', inWork, EXECUTOR, { ...SUBMIT, text: 'я'.repeat(1001) } as Command, 'too-long-for-platform'],
  ['another agency’s account', inWork, EXECUTOR, { ...SUBMIT, accountId: 'housing-account' } as Command, 'foreign-account'],
  ['an own account on another platform', inWork, EXECUTOR, { ...SUBMIT, accountId: 'roads-channel' } as Command, 'foreign-account'],
  ['approval of another version', onApproval, CURATOR, { type: 'approve', version: 'older' }, 'draft-changed'],
  [
    'rework without a code',
    onApproval,
    CURATOR,
    { type: 'ask-rework', code: 'whatever', comment: 'плохо', version: null },
    'reason-missing',
  ],
  ['rework without a comment', onApproval, CURATOR, { type: 'ask-rework', code: 'no-term', comment: '', version: null }, 'reason-missing'],
  ['rework of another version', onApproval, CURATOR, { ...REWORK, version: 'older' } as Command, 'draft-changed'],
  ['publication without a link', approved, EXECUTOR, { ...PUBLISH, url: 'готово' } as Command, 'link-missing'],
  [
    'publication elsewhere without a reason',
    approved,
    EXECUTOR,
    { ...PUBLISH, where: 'own-account', reason: null } as Command,
    'fallback-without-reason',
  ],
  ['publication from a foreign account', approved, EXECUTOR, { ...PUBLISH, accountId: 'housing-account' } as Command, 'foreign-account'],
  [
    'publication in place from an account elsewhere',
    approved,
    EXECUTOR,
    { ...PUBLISH, accountId: 'roads-channel' } as Command,
    'foreign-account',
  ],
  [
    'publication elsewhere that names no account',
    approved,
    EXECUTOR,
    { ...PUBLISH, where: 'own-account', reason: 'закрыто', accountId: null } as Command,
    'foreign-account',
  ],
  ['publication before approval', onApproval, EXECUTOR, PUBLISH, 'wrong-moment'],
  ['refusal of an approved answer', approved, CURATOR, REFUSE, 'wrong-moment'],
  [
    'a change of importance without a reason',
    inWork,
    CURATOR,
    { type: 'change-importance', importance: 'high', reason: '' },
    'reason-missing',
  ],
  ['a draft that nobody could see', inWork, EXECUTOR, { ...SUBMIT, text: UNSEEN } as Command, 'draft-is-empty'],
  ['a return for a reason nobody could see', offered, CURATOR, { ...CONSENTED, reason: UNSEEN }, 'reason-missing'],
  ['a refusal for a reason nobody could see', inWork, CURATOR, { ...REFUSE, reason: UNSEEN } as Command, 'reason-missing'],
  [
    'a body that is not ready for a reason nobody could see',
    detected,
    CURATOR,
    { ...SLEEPING, overrideReason: UNSEEN },
    'agency-not-ready',
  ],
  ['alarms when nothing is due', inWork, SYSTEM, FIRE, 'nothing-due'],
]

describe('A decision', () => {
  for (const [name, from, by, command, expected, at = '17.03.2026 11:45'] of DONE) {
    it(`lets it be done: ${name}`, () => expect(from().then(at, by, command).current.state).to.equal(expected))
  }
  for (const [name, from, by, command, expected] of REFUSED) {
    it(`refuses ${name}`, () => expect(from().then('17.03.2026 11:45', by, command).refusal).to.equal(expected))
  }

  it('refuses approval by the author of the draft', () => {
    const drafted = inWork()
    const author = { ...CURATOR, id: EXECUTOR.id }
    const submitted = drafted.then('17.03.2026 11:00', EXECUTOR, SUBMIT)
    expect(submitted.then('17.03.2026 11:30', author, approval(submitted)).refusal).to.equal('author-cannot-approve')
  })

  it('refuses to reopen after a working day', () =>
    expect(closed().then('18.03.2026 18:01', CURATOR, { type: 'reopen', reason: 'x' }).refusal).to.equal('too-late-to-reopen'))

  it('keeps the first close after a reopening', () => {
    const again = closed().then('17.03.2026 12:00', CURATOR, REOPEN)
    expect(again.current.firstClosedAt).to.equal(moscow('17.03.2026 10:30'))
    expect(again.current.closedAt).to.equal(null)
  })

  it('takes silence after the return window for acceptance, at the end of the window, not a breach', () => {
    const told = offered().then('17.03.2026 12:00', SYSTEM, FIRE)
    const fact = told.current.facts.find((one) => one.type === 'AcceptedByAgency')
    expect(told.current.state).to.equal('in-work')
    expect(fact).to.deep.include({ tacit: true, effectiveAt: moscow('17.03.2026 10:35'), late: false })
  })

  it('lets a curator consent to a late return', () => {
    const told = inWork().then('17.03.2026 12:00', CURATOR, CONSENTED)
    expect(told.current.state).to.equal('returned')
  })

  it('wants a reason to route again to who has returned it, and marks the second return', () => {
    const returned = offered().then('17.03.2026 10:10', EXECUTOR, RETURN)
    expect(returned.then('17.03.2026 10:20', CURATOR, rerouteTo('roads')).refusal).to.equal('already-returned-by')
    const insisted = returned.then('17.03.2026 10:20', CURATOR, rerouteTo('roads', 'ваша дорога'))
    const twice = insisted.then('17.03.2026 10:25', EXECUTOR, RETURN).then('17.03.2026 10:26', CURATOR, rerouteTo('housing'))
    expect(twice.current.facts.at(-1)).to.deep.include({ type: 'ReroutedToAgency', secondReturn: true })
  })

  it('warns where the agency has no account on the platform', () => {
    expect(detected().then(T, CURATOR, { type: 'route', agencyId: 'mute', overrideReason: null }).current.facts.at(-1)).to.deep.include({
      accountMissing: true,
    })
  })

  it('does a late act and marks it late', () => {
    const told = onApproval().then('17.03.2026 15:30', CURATOR, approval(onApproval()))
    expect(told.current.state).to.equal('approved')
    expect(told.current.facts.at(-1)?.late).to.equal(true)
  })

  it('applies a command once however often it is sent', () => {
    const once = story(T).then(T, CURATOR, DETECT, 'the key')
    expect(once.then('17.03.2026 10:01', CURATOR, DETECT, 'the key').current).to.equal(once.current)
  })

  it('offers exactly what it would not refuse for authority or moment', () => {
    expect(allowedCommands(CURATOR, story(T).current)).to.deep.equal(['detect', 'dismiss', 'refuse', 'comment'])
    expect(allowedCommands(EXECUTOR, offered().current)).to.deep.equal(['return', 'accept', 'submit', 'comment'])
    expect(allowedCommands(person('manager'), offered().current)).to.deep.equal([])
  })
})
