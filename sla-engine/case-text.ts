import type { Fact } from '../core/case.ts'
import { jsonText, jsonWith } from '../core/json-text.ts'
import type { KeptCase } from '../core/kept-case.ts'

/** A fact as JSON, what it says of a message put in as it is in other documents and messages. */
export function factText(fact: Fact): string {
  if (fact.type !== 'MessageTakenIn' && fact.type !== 'MessageRevised') return JSON.stringify(fact)
  const { post, classification, ...others } = fact
  return jsonWith(others, { post: jsonText(post), classification: jsonText(classification) })
}

/** The document of a case as JSON. */
export function keptCaseText({ facts, ...others }: KeptCase): string {
  return jsonWith(others, { facts: `[${facts.map(factText).join(',')}]` })
}
