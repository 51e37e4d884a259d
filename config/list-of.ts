import { z } from 'zod'

/** `a,b` of the environment and the command line, or a list. */
export const listOf = <Item extends z.ZodType>(item: Item, least = 0) => z.preprocess(parts, z.array(item).min(least))

const parts = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : value
