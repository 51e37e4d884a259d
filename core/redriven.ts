/** Why a dead letter stays where it is though it was to be driven again. */
export type Stay = 'no-origin' | 'cut-short' | 'no-parser' | 'still-unreadable'

/** Where a dead letter has gone, or why it stays. `reason`: one sentence. */
export type Redriven =
  | { readonly kind: 'gone'; readonly to: string }
  | { readonly kind: 'stays'; readonly why: Stay; readonly reason: string }
