import type { Fact } from '../../../core/case.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'

/** Keys of what the program does by itself. */
const OWN_KEY = /^(take-in|auto|revision|time|sweep|publish):/

/** What people were told is done is in the facts, once; and nobody acted who did not ask to. */
export function commandProblems({ acts, documents }: History): readonly string[] {
  const facts = keptCases(documents).flatMap(({ value }) => value.facts)
  const byKey = Map.groupBy(facts, (fact) => fact.key)
  const asked = new Set(acts.map((act) => act.key))
  const done = acts.filter((act) => act.answer?.ok === true)
  return [
    ...done.filter(({ key }) => !byKey.has(key)).map(({ key, command }) => `commands lost: ${command.type} ${key}`),
    ...facts.filter(({ key }) => !asked.has(key) && !OWN_KEY.test(key)).map(({ id, key }) => `commands invented: ${key} in ${id}`),
    ...[...byKey].filter(([key, own]) => asked.has(key) && isDoubled(own)).map(([key]) => `commands doubled: ${key}`),
    ...[...byKey].filter(([key, own]) => key.startsWith('publish:') && isDoubled(own)).map(([key]) => `commands doubled: ${key}`),
  ]
}

const isDoubled = (facts: readonly Fact[]): boolean => new Set(facts.map((fact) => fact.type)).size < facts.length
