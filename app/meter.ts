/** What a process counts. Plain values, so that a thread can tell them to the one that answers for the process. */
export type Measured =
  | { readonly kind: 'batch'; readonly stage: string; readonly messages: number; readonly dead: number; readonly seconds: number }
  /** One message that the store did not take. */
  | { readonly kind: 'dead'; readonly stage: string }
  /** `error`: code of the failure that a later try may cure. */
  | { readonly kind: 'again'; readonly stage: string; readonly error: string }
  /** Nothing has to be tried again now. */
  | { readonly kind: 'well'; readonly stage: string }
  | { readonly kind: 'collected'; readonly collector: string; readonly posts: number; readonly dead: number }
  /** `open`: how much is wrong with the collector's sources now. */
  | { readonly kind: 'alarms'; readonly collector: string; readonly open: number }
  | { readonly kind: 'held-back'; readonly who: string; readonly seconds: number }
  | { readonly kind: 'swept'; readonly cases: number; readonly seconds: number }
  | { readonly kind: 'relayed'; readonly messages: number }
  | { readonly kind: 'lease'; readonly lease: string; readonly held: boolean }

export type Meter = (measured: Measured) => void
