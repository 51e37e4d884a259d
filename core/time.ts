/** Milliseconds since the epoch, UTC. Fields that hold one end in `At`. */
export type Instant = number

/** The only source of time: handed in at the edge, never read inside the pure folders. */
export type Now = () => Instant

/** What is stored by its month may have no month that nobody lives in. */
export const LATEST: Instant = Date.UTC(2100, 0, 1)
