/** Milliseconds since the epoch, UTC. Fields that hold one end in `At`. */
export type Instant = number

/** The only source of time: handed in at the edge, never read inside the pure folders. */
export type Now = () => Instant
