import { t } from '../text/text.ts'
import { ApiError } from './api.ts'
import { fieldLabel } from './field-label.ts'

/** One sentence for a person, whatever went wrong. */
export function problemText(problem: unknown): string {
  if (!(problem instanceof ApiError)) return t().app.failed
  const known: Readonly<Record<string, string>> = { ...t().refusals, ...t().problems, network: t().app.noConnection }
  return PARTICULAR[problem.code]?.(problem) ?? known[problem.code] ?? t().app.error(problem.code)
}

/** Problems that the server tells more about: what they say then, or null when it did not. */
const PARTICULAR: Readonly<Record<string, (problem: ApiError) => string | null>> = {
  'bad-input': badInputText,
  'too-large': tooLargeText,
  'too-long-for-platform': tooLongText,
}

function badInputText({ details, act }: ApiError): string | null {
  const field = fieldLabel(textOf(details['field']), act)
  if (field === null) return null
  const words: Partial<Record<string, (unfit: { field: string; limit: number; value: string }) => string>> = t().badInput
  const say = words[textOf(details['reason'])] ?? t().badInput.unfit
  return say({ field, limit: Number(details['limit']), value: textOf(details['value']) })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const MEGABYTE = 1_000_000

function tooLargeText({ details: { limitBytes } }: ApiError): string | null {
  return typeof limitBytes === 'number' ? t().tooLarge(limitBytes / MEGABYTE) : null
}

function tooLongText({ details: { length, maxLength } }: ApiError): string | null {
  return typeof length === 'number' && typeof maxLength === 'number' ? t().tooLongForPlatform(length, maxLength) : null
}
