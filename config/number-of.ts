import { z } from 'zod'

/** A number, or digits as the environment and the command line have them. Nothing else is one: what is empty would be taken for 0. */
export const numberOf = (number: z.ZodNumber) => z.preprocess(parsed, number)

const DIGITS = /^-?\d+(\.\d+)?$/

const parsed = (value: unknown): unknown => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value)
