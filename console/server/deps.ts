import type { Account } from '../../core/actor.ts'
import type { SuggestedAgency } from '../../core/agency.ts'
import type { Attachment, Case } from '../../core/case.ts'
import type { Post } from '../../core/post.ts'
import type { Stay } from '../../core/redriven.ts'
import type { Store } from '../../core/store.ts'
import type { Instant, Now } from '../../core/time.ts'
import type { TypedIn } from '../../core/typed-in.ts'
import type { Engine } from '../../sla-engine/handle.ts'
import type { DemoAccount, Directory, RegionName } from './api.ts'
import type { WrongPasswords } from './wrong-passwords.ts'

/** A message a person typed in; the rest of the post is filled by the edge. */
export interface ManualEntry extends TypedIn {
  readonly enteredBy: string
  readonly screenshot: { readonly name: string; readonly content: Uint8Array } | null
}

export interface DeadLetterView {
  readonly place: string
  readonly topic: string
  readonly at: number
  readonly stage: string
  readonly error: string
  readonly reason: string
  readonly redrivenAt: number | null
  /** The beginning of what could not be read. */
  readonly value: string
}

export interface DeadLetterList {
  /** Newest first. */
  readonly items: readonly DeadLetterView[]
  /** How many there are in all. */
  readonly total: number
  /** Dead-letter topics that hold any, whichever was asked for. */
  readonly topics: readonly string[]
}

export interface RedrivenLetters {
  readonly redriven: number
  /** Those that stay where they are, and why. */
  readonly stays: readonly { readonly place: string; readonly why: Stay }[]
}

export type InTurn = <T>(caseId: string, work: () => Promise<T>) => Promise<T>

/** Everything the console needs of the outside, as functions. */
export interface ConsoleDeps {
  readonly store: Store
  readonly engine: Engine
  /** Runs what is done to a case after what came before it, so that people of one console do not race each other. */
  readonly inTurn: InTurn
  readonly now: Now
  readonly region: RegionName
  readonly directory: Directory
  /** Demo accounts with their passwords; empty outside demo mode. */
  readonly demoAccounts: readonly DemoAccount[]
  readonly secureCookie: boolean
  /** Proxies that are believed when they say whom they speak for. */
  readonly trustedProxies: readonly string[]
  /** Where the built pages lie. */
  readonly webFolder: string
  /** Lemma alternatives per word of a search. */
  readonly words: (text: string) => readonly (readonly string[])[]
  readonly verifyPassword: (account: Account, password: string) => Promise<boolean>
  readonly wrongPasswords: WrongPasswords
  /** Unguessable text of this many bytes, base64url. */
  readonly randomToken: (bytes: number) => string
  readonly hash: (text: string) => string
  /** Who could take the case as it stands at that time, best first. */
  readonly suggest: (current: Case, at: Instant) => readonly SuggestedAgency[]
  readonly takeIn: (entry: ManualEntry) => Promise<Post>
  readonly savePhoto: (photo: { readonly name: string; readonly content: Uint8Array; readonly caseId: string }) => Promise<Attachment>
  readonly loadPhoto: (
    id: string,
  ) => Promise<{ readonly attachment: Attachment; readonly content: Uint8Array; readonly caseId: string } | null>
  readonly deadLetters: (topic: string | undefined, limit: number) => Promise<DeadLetterList>
  readonly redrive: (places: readonly string[]) => Promise<RedrivenLetters>
  /** Prometheus text. */
  readonly metrics: () => Promise<string>
  /** @throws {Unavailable} what keeps log or documents from answering */
  readonly assertReady: () => Promise<void>
  readonly report: (event: { readonly message: string; readonly error?: unknown; readonly url?: string }) => void
}
