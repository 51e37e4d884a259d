import type { Actor } from '../../core/actor.ts'
import type { Case, CaseId, Command } from '../../core/case.ts'
import { PipelineError } from '../../core/errors.ts'
import { allowedCommands } from '../../sla-engine/authority.ts'
import type { Handled } from '../../sla-engine/handle.ts'
import { CURATOR, person } from '../builders/case.ts'
import type { Random } from './random.ts'
import { AGENCY_IDS } from './region.ts'
import { type SimulatedProcess, simulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'
import { keptCases } from './kept-cases.ts'

/** What a person asked for and was told. */
export interface Act {
  readonly key: string
  readonly caseId: CaseId
  readonly command: Command
  /** Null while nobody has answered. */
  answer: Handled | null
}

export interface Desk {
  /** A console that is up now, null: none is. */
  console(): { handle(caseId: CaseId, command: Command, by: Actor, key: string): Promise<Handled> } | null
  /** Whether to begin another act. */
  goesOn(): boolean
}

const STAFF: readonly Actor[] = [CURATOR, { ...CURATOR, id: 'curator:2' }, ...AGENCY_IDS.map((id) => person('executor', id))]
const PATIENCE_MS = 20_000

type Draft = (random: Random, current: Case) => Command

const agency = (random: Random): string => random.pick(AGENCY_IDS)
const normalOrHigh = (random: Random) => random.pick(['normal', 'high'] as const)

/** How a person words each command; those left out are not sent by people. */
const WORDING: Partial<Record<Command['type'], Draft>> = {
  detect: (random) => ({
    type: 'detect',
    topicId: 'roads/pothole',
    districtId: 'kurchatov',
    placeName: 'Курчатов',
    importance: normalOrHigh(random),
  }),
  route: (random) => ({ type: 'route', agencyId: agency(random), overrideReason: null }),
  reroute: (random) => ({ type: 'reroute', agencyId: agency(random), reason: 'по просьбе' }),
  return: () => ({ type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: false }),
  accept: () => ({ type: 'accept' }),
  submit: (random, { id, agencyId }) => ({
    type: 'submit',
    text: `Ответ ${random.int(1000)} на ${id}`,
    attachments: [],
    accountId: agencyId === 'mute' ? null : `${agencyId}-account`,
  }),
  approve: (_, { draft }) => ({ type: 'approve', version: draft?.version ?? '' }),
  'ask-rework': (_, { draft }) => ({ type: 'ask-rework', code: 'tone', comment: 'мягче', version: draft?.version ?? null }),
  'change-importance': (random) => ({ type: 'change-importance', importance: normalOrHigh(random), reason: 'дети' }),
  reopen: () => ({ type: 'reopen', reason: 'не сделано' }),
  comment: (random) => ({ type: 'comment', text: `замечание ${random.int(1000)}` }),
  dismiss: () => ({ type: 'dismiss', as: 'not-required', reason: 'не жалоба', target: null }),
  refuse: () => ({ type: 'refuse', ground: 'harm-intent', reason: 'угрозы' }),
}
/** Ends of a case are rare, so that most get far. */
const RARE: ReadonlySet<Command['type']> = new Set(['dismiss', 'refuse', 'comment', 'change-importance', 'return'])

/** Curators and executors at their browsers: each picks a case, sends a command, and sends it again with the same key until it is answered. */
export class People {
  readonly acts: Act[] = []
  private readonly servers: Servers
  private readonly desk: Desk
  private readonly random: Random

  constructor(servers: Servers, desk: Desk, random: Random) {
    this.servers = servers
    this.desk = desk
    this.random = random
  }

  /** Begins to work. */
  start(died: (error: unknown) => void): void {
    for (const actor of STAFF) this.work(actor, simulatedProcess(actor.id)).catch(died)
  }

  /** Acts that nobody has answered. */
  get waiting(): number {
    return this.acts.filter((act) => act.answer === null).length
  }

  private async work(actor: Actor, browser: SimulatedProcess): Promise<void> {
    while (this.desk.goesOn()) {
      await this.servers.scheduler.sleep(browser, 100 + this.random.int(1500))
      const act = this.chosen(actor)
      if (act === null) continue
      this.acts.push(act)
      while (act.answer === null) act.answer = await this.ask(actor, browser, act)
    }
  }

  private chosen(actor: Actor): Act | null {
    const cases = keptCases(this.servers.documents)
    if (cases.length === 0) return null
    const { value } = this.random.pick(cases)
    const wordings = allowedCommands(actor, value).flatMap((type) => {
      const wording = WORDING[type]
      return wording === undefined || (RARE.has(type) && !this.random.chance(0.25)) ? [] : [wording]
    })
    if (wordings.length === 0) return null
    const command = this.random.pick(wordings)(this.random, value)
    return { key: `${actor.id}:${this.acts.length + 1}`, caseId: value.id, command, answer: null }
  }

  /** Null: no answer, or one that says to try again. */
  private async ask(actor: Actor, browser: SimulatedProcess, { caseId, command, key }: Act): Promise<Handled | null> {
    const silence = this.servers.scheduler.sleep(browser, PATIENCE_MS).then(() => null)
    const console = this.desk.console()
    const answer = console?.handle(caseId, command, actor, key).catch((error: unknown) => {
      if (error instanceof PipelineError) return null
      throw error
    })
    const heard = await Promise.race([silence, answer ?? silence])
    if (heard === null) await this.servers.scheduler.sleep(browser, 1 + this.random.int(1000))
    return heard
  }
}
