import type { Command } from '../../../core/case.ts'

type Body = Readonly<Record<string, unknown>>
type Type = Command['type']

/** Answers of a form that was closed before the server refused them, by case and act. */
const refused = new Map<string, Body>()

const keyOf = (caseId: string, act: Type): string => `${caseId} ${act}`

/** The next form of the act on the case begins with them. */
export const keepRefused = (caseId: string, act: Type, body: Body): void => void refused.set(keyOf(caseId, act), body)

export const forgetRefused = (caseId: string, act: Type): void => void refused.delete(keyOf(caseId, act))

/** What a field begins with: what was refused, an answer left empty included, or else what is suggested. */
export function refusedOr(suggested: string, { caseId, act, name }: { caseId: string; act: Type; name: string }): string {
  const value = refused.get(keyOf(caseId, act))?.[name]
  if (value === undefined) return suggested
  return typeof value === 'string' ? value : ''
}
