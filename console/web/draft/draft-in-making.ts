import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { randomKey } from '../wire/random-key.ts'
import { forgetDraft, isSame, keepDraft, type Keeper, keptDraft, keyOf, type DraftPlace, type Written } from './kept-draft.ts'

/** An answer that is being written. */
export interface DraftInMaking {
  /** Of the draft it is written over; null: over none. */
  readonly version: string | null
  readonly written: ReadonlySignal<Written>
  /** Written here over an earlier version; null: nothing, or it was taken. */
  readonly before: ReadonlySignal<Written | null>
  /** Photos on their way to the server. */
  readonly uploads: Signal<number>
  /** Names what is written now: whoever does not know what came of it sends it again with the same one. */
  key(): string
  /** Changes it, and keeps it in this browser. */
  write(change: Partial<Written>): void
  takeBefore(): void
  /** It is the server's now. */
  sent(): void
}

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

function begun(keeper: Keeper, place: DraftPlace, { version, written: current }: Start): DraftInMaking {
  const kept = keptDraft(keeper, place, current)
  const isOfThis = kept?.version === version
  const written = signal(pick(isOfThis ? kept : current))
  const before = signal(isOfThis ? kept.before : kept === null || isSame(kept, current) ? null : pick(kept))
  let key = isOfThis ? kept.key : randomKey()
  const draft: DraftInMaking = {
    version,
    written,
    before,
    uploads: signal(0),
    key: () => key,
    write(change) {
      written.value = { ...written.value, ...change }
      key = randomKey()
      // A photo that comes late does not put away what is written over the version that came meanwhile.
      if (newest.get(keyOf(place)) === draft) keepDraft(keeper, place, { ...written.value, version, before: before.value, key })
    },
    takeBefore() {
      const taken = before.value
      before.value = null
      draft.write(taken ?? {})
    },
    sent: () => forgetDraft(keeper, place),
  }
  return draft
}

const pick = ({ text, attachments, accountId }: Written): Written => ({ text, attachments, accountId })
