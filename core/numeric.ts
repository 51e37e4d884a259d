const DIGITS = /^-?\d+(?:\.\d+)?$/

/** What may be written as text where there is nothing but text: the environment, a table. Digits become the number, all else stays as it is; what is
 *  empty is no 0. */
export const numeric = (value: unknown): unknown => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value)
