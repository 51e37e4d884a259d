import { z } from 'zod'
import { numeric } from '../core/numeric.ts'

/** A number, or digits as the environment and the command line have them. Nothing else is one: what is empty would be taken for 0. */
export const numberOf = (number: z.ZodNumber) => z.preprocess(numeric, number)
