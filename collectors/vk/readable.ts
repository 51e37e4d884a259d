import type { z } from 'zod'

/** What only adorns an item: as good as not said when it cannot be read. */
export const readable = <Said extends z.ZodType>(said: Said) => said.optional().catch(undefined)

/** What an item stands or falls with, but need not say: `null` says nothing. */
export const unsaid = <Said extends z.ZodType>(said: Said) => said.nullish().transform((value) => value ?? undefined)
