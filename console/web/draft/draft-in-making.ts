import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import { randomKey } from '../wire/random-key.ts'
import { serverNow } from '../shell/server-time.state.ts'
import { isSame, type Keeper, type Kept, keyOf, type DraftPlace, type Written } from './kept-draft.ts'
import { sharedPlace, type SharedPlace } from './shared-place.ts'

/** An answer that is being written. */
export interface DraftInMaking {
  /** Of the draft it is written over; null: over none. */
  readonly version: string | null
  readonly written: ReadonlySignal<Written>
  /** Written here over another version, or in another tab meanwhile; whatever of it was not taken. */
  readonly before: ReadonlySignal<readonly Written[]>
  /** Whether this browser has what is written, since when; null: nothing was written yet. */
  readonly keeping: ReadonlySignal<Keeping | null>
  /** Photos on their way to the server. */
  readonly uploads: Signal<number>
  /** Names what is written now: whoever does not know what came of it sends it again with the same one. */
  key(): string
  /** Changes it, and keeps it in this browser. */
  write(change: Partial<Written>): void
  /** Goes on with this one of `before` instead of what is written. */
  takeBefore(taken: Written): void
  /** Another tab has kept this for the same place. */
  heard(kept: string | null): void
  /** It is the server's now. */
  sent(): void
}

type Keeping = { readonly kept: true; readonly at: Instant } | { readonly kept: false }

interface Start {
  readonly version: string | null
  readonly written: Written
}

/** The newest of each place. */
const newest = new Map<string, DraftInMaking>()

/** What was written in this place before, or the version that is to be reworked. One whose photos are still on their way is gone on with:
 *  they arrive in it whichever case is looked at meanwhile. */
export function draftInMaking(keeper: Keeper, place: DraftPlace, start: Start): DraftInMaking {
  const known = newest.get(keyOf(place))
  if (known !== undefined && known.version === start.version && known.uploads.value > 0) return known
  const fresh = begun(keeper, place, start)
  newest.set(keyOf(place), fresh)
  return fresh
}

function begun(keeper: Keeper, place: DraftPlace, start: Start): DraftInMaking {
  const making = makingOf(sharedPlace(keeper, place, start.written), start)
  const { shared, written, before, keeping } = making
  const draft: DraftInMaking = {
    version: start.version,
    written,
    before,
    keeping,
    uploads: signal(0),
    key: () => making.key,
    write(change) {
      written.value = { ...written.value, ...change }
      // A photo that comes late does not put away what is written over the version that came meanwhile.
      if (newest.get(keyOf(place)) !== draft) return void (making.key = randomKey())
      setAside(making, shared.foreign())
      keep(making)
    },
    takeBefore(taken) {
      before.value = before.value.filter((one) => one !== taken)
      draft.write(taken)
    },
    heard(value) {
      if (newest.get(keyOf(place)) === draft) hear(making, shared.told(value))
    },
    sent: shared.clear,
  }
  return draft
}

interface Making {
  readonly start: Start
  readonly shared: SharedPlace
  readonly written: Signal<Written>
  readonly before: Signal<readonly Written[]>
  readonly keeping: Signal<Keeping | null>
  key: string
  /** Whether something was written in this tab since all of them had the same. */
  isOwn: boolean
}

function makingOf(shared: SharedPlace, start: Start): Making {
  const kept = shared.first
  const isOfThis = kept?.version === start.version
  return {
    start,
    shared,
    written: signal(pick(isOfThis ? kept : start.written)),
    before: signal(isOfThis ? kept.before : others(kept, [start.written])),
    keeping: signal(null),
    key: isOfThis ? kept.key : randomKey(),
    isOwn: false,
  }
}

function keep(making: Making): void {
  const { start, shared, written, before, key: over } = making
  making.key = randomKey()
  making.isOwn = true
  const at = serverNow()
  const isKept = shared.keep({ ...written.value, version: start.version, before: before.value, key: making.key, over, at })
  making.keeping.value = isKept ? { kept: true, at } : { kept: false }
}

/** A tab in which nothing was written since goes on with what another one has; otherwise both stay, one beside the other. */
function hear(making: Making, kept: Kept | null): void {
  if (kept === null) return
  const isNext = kept.version === making.start.version && (!making.isOwn || kept.over === making.key)
  if (!isNext) return void (setAside(making, kept) && keep(making))
  making.written.value = pick(kept)
  making.before.value = kept.before
  making.key = kept.key
  making.isOwn = false
}

/** Puts what another tab has written beside what is written here. False: nothing of it was new. */
function setAside({ start, written, before }: Making, kept: Kept | null): boolean {
  const more = others(kept, [start.written, written.value, ...before.value])
  before.value = [...before.value, ...more]
  return more.length > 0
}

/** What was kept, and what stood beside it, without what is `known`. */
const others = (kept: Kept | null, known: readonly Written[]): readonly Written[] =>
  kept === null ? [] : [pick(kept), ...kept.before].filter((one) => !isEmpty(one) && !known.some((other) => isSame(one, other)))

const isEmpty = ({ text, attachments }: Written): boolean => text === '' && attachments.length === 0

const pick = ({ text, attachments, accountId }: Written): Written => ({ text, attachments, accountId })
