import type { Version } from '../core/documents.ts'
import { Conflict, PipelineError, StaleMember } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { forwarding } from './forwarding.ts'

/** The right to do alone what must not be done twice at a time. */
export interface Lease {
  /** Grows with every holder. */
  readonly token: number
  /** Aborts when the lease is lost or given back. */
  readonly signal: AbortSignal
  /** @throws {StaleMember} when another holder has a newer token */
  check(): Promise<void>
}

export interface Leases {
  /** Waits for the lease, works while it is held, gives it back; begins again when it was lost. Returns when the work has ended by itself or
   *  the signal has come. */
  whileHeld(name: string, signal: AbortSignal, work: (lease: Lease) => Promise<void>): Promise<void>
}

/** For a process that has its store alone: every lease is its own. */
export const soleLeases: Leases = {
  whileHeld: (_, signal, work) => work({ token: 1, signal, check: async () => {} }),
}

interface LeaseTimes {
  /** A holder that has not renewed for this long, by the clock of whoever waits, is taken to be gone. */
  readonly goneAfterMs: number
  readonly renewMs: number
  /** A holder that could not renew for this long stops by itself, well before another takes over. */
  readonly stopAfterMs: number
  readonly lookMs: number
}

export const LEASE_TIMES: LeaseTimes = { goneAfterMs: 12_000, renewMs: 3000, stopAfterMs: 8000, lookMs: 1000 }

interface LeaseOptions {
  readonly store: Pick<Store, 'documents'>
  /** Names this process and this life of it. */
  readonly holder: string
  readonly times?: LeaseTimes
  /** Milliseconds since any fixed moment; never goes back. */
  readonly elapsed: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Told when a lease is taken and when it is over. */
  readonly report: (news: { readonly lease: string; readonly token: number; readonly held: boolean }) => void
}

interface LeaseDocument {
  /** Null once given back. */
  readonly holder: string | null
  readonly token: number
  /** Grows with every renewal, so that the document changes. */
  readonly renewals: number
}

/** Leases as documents written by compare-and-set. No two machines' clocks are compared: whoever waits looks whether the document changes. */
export const storeLeases = ({ times = LEASE_TIMES, ...options }: LeaseOptions): Leases => ({
  async whileHeld(name, signal, work) {
    for (;;) {
      const held = await HeldLease.acquire(name, { times, ...options }, signal)
      if (held === null) return
      if ((await held.during(work, signal)) === 'ended' || signal.aborted) return
    }
  },
})

type Options = Required<LeaseOptions>

class HeldLease {
  private readonly name: string
  private readonly token: number
  private readonly options: Options
  private version: Version
  private renewals = 0
  /** When the last write that succeeded was asked for: whoever waits counts from no earlier moment. */
  private renewedAt: number

  private constructor(name: string, { token, version, takenAt }: Taken, options: Options) {
    this.name = name
    this.token = token
    this.version = version
    this.renewedAt = takenAt
    this.options = options
  }

  /** Looks until the lease is free, or its holder gone. Null when the signal came first. */
  static async acquire(name: string, options: Options, signal: AbortSignal): Promise<HeldLease | null> {
    const { times, elapsed, sleep } = options
    const seen: Seen = { version: null, since: elapsed() }
    while (!signal.aborted) {
      try {
        const taken = await HeldLease.take(name, options, seen)
        if (taken !== null) return taken
      } catch (error) {
        if (!isPassing(error)) throw error
      }
      await sleep(times.lookMs, signal)
    }
    return null
  }

  private static async take(name: string, options: Options, seen: Seen): Promise<HeldLease | null> {
    const { store, holder, times, elapsed, report } = options
    const found = await store.documents.get<LeaseDocument>('leases', name)
    if (found !== null && found.version !== seen.version) Object.assign(seen, { version: found.version, since: elapsed() })
    // One's own work has ended before one looks again: the lease that a store away for a while took from it is taken up at once.
    const isFree = found === null || [null, holder].includes(found.value.holder) || elapsed() - seen.since > times.goneAfterMs
    if (!isFree) return null
    const takenAt = elapsed()
    const token = (found?.value.token ?? 0) + 1
    const version = await write(options, name, { holder, token, renewals: 0 }, found?.version ?? null)
    report({ lease: name, token, held: true })
    return new HeldLease(name, { token, version, takenAt }, options)
  }

  async during(work: (lease: Lease) => Promise<void>, signal: AbortSignal): Promise<'ended' | 'lost'> {
    const { name, token, options } = this
    const [lost, done] = [new AbortController(), new AbortController()]
    // What may end the keeping meanwhile is told once the work has ended.
    const keeping = Promise.allSettled([this.keep(lost, done.signal)])
    try {
      await work({ token, signal: AbortSignal.any([signal, lost.signal]), check: () => this.check() })
    } catch (error) {
      // Work that was refused as stale has lost its lease; whatever else it throws is its own.
      if (!(error instanceof StaleMember)) throw error
      lost.abort()
    } finally {
      done.abort()
      await keeping
      options.report({ lease: name, token, held: false })
    }
    const [kept] = await keeping
    if (kept.status === 'rejected') throw kept.reason
    if (lost.signal.aborted) return 'lost'
    await this.giveBack()
    return 'ended'
  }

  /** Renews until the work is done; ends the work when the lease is lost, or cannot be kept at all. */
  private async keep(lost: AbortController, done: AbortSignal): Promise<void> {
    const over = new AbortController()
    try {
      const end = await Promise.race([this.renewing(AbortSignal.any([done, lost.signal])), this.expiring(over.signal)])
      if (end === 'lost' && !done.aborted) lost.abort()
    } catch (error) {
      lost.abort()
      throw error
    } finally {
      over.abort()
    }
  }

  /** Goes on until told to stop, or until someone else has written. What a later try may cure is tried again. */
  private async renewing(until: AbortSignal): Promise<'ended' | 'lost'> {
    const { times, holder, elapsed, sleep } = this.options
    for (;;) {
      await sleep(times.renewMs, until)
      if (until.aborted) return 'ended'
      const askedAt = elapsed()
      try {
        this.renewals += 1
        await this.write(holder)
        this.renewedAt = askedAt
      } catch (error) {
        if (error instanceof Conflict) return 'lost'
        if (!isPassing(error)) throw error
      }
    }
  }

  /** Resolves once there was no renewal for too long, by the holder's own clock: a store that does not answer must not delay that. */
  private async expiring(over: AbortSignal): Promise<'lost'> {
    const { times, elapsed, sleep } = this.options
    for (;;) {
      const leftMs = this.renewedAt + times.stopAfterMs - elapsed()
      if (leftMs <= 0 || over.aborted) return 'lost'
      await sleep(leftMs, over)
    }
  }

  private async check(): Promise<void> {
    const { name, token } = this
    const found = await this.options.store.documents.get<LeaseDocument>('leases', name)
    if (found?.value.token !== token) throw new StaleMember(`The lease ${name} has passed on`, { name, token, newest: found?.value.token })
  }

  /** Whoever waits takes over at the next look; where this fails, it takes as long as after a crash. */
  private async giveBack(): Promise<void> {
    await this.write(null).catch((error: unknown) => {
      if (!isPassing(error)) throw error
    })
  }

  private async write(holder: string | null): Promise<void> {
    const { name, token, renewals } = this
    this.version = await write(this.options, name, { holder, token, renewals }, this.version)
  }
}

interface Taken {
  readonly token: number
  readonly version: Version
  readonly takenAt: number
}

interface Seen {
  version: Version | null
  since: number
}

/** @throws {Conflict} when someone else wrote first */
async function write({ store }: Options, name: string, value: LeaseDocument, over: Version | null): Promise<Version> {
  const mode = over === null ? ({ kind: 'create' } as const) : ({ kind: 'replace', version: over } as const)
  const result = await store.documents.write({ collection: 'leases', id: name, value, fields: {}, mode })
  if (result.kind === 'exists') throw new Conflict(`The lease ${name} was made by someone else first`, { name })
  return result.version
}

const isPassing = (error: unknown): boolean => error instanceof PipelineError && ['retry', 'reload'].includes(error.remedy)

/** A store whose every effect is refused once the lease has passed on. */
export function fenced(store: Store, { check }: Pick<Lease, 'check'>): Store {
  return {
    log: forwarding(store.log, { append: async (messages) => (await check(), store.log.append(messages)) }),
    documents: forwarding(store.documents, {
      write: async (write) => (await check(), store.documents.write(write)),
      remove: async (collection, id, version) => (await check(), store.documents.remove(collection, id, version)),
    }),
    settle: async (settlement) => (await check(), store.settle(settlement)),
    relay: (_, moved) => store.relay(check, moved),
    backup: (folder) => store.backup(folder),
    close: () => store.close(),
  }
}
