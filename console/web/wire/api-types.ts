/** The server's own shapes: one definition for both sides. */
export type * from '../../server/api.ts'
