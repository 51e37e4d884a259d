import type { Fact } from '../core/case.ts'
import { jsonWith, sharedJson } from '../core/shared-json.ts'
import type { KeptCase } from '../core/kept-case.ts'

/** A fact as JSON, what it says of a message put in as it is in other documents and messages. */
export function factText(fact: Fact): string {
  if (fact.type !== 'MessageTakenIn' && fact.type !== 'MessageRevised') return JSON.stringify(fact)
  const { post, classification, ...others } = fact
  return jsonWith(others, { post: sharedJson(post), classification: sharedJson(classification) })
}

/** The document of a case as JSON. */
export function keptCaseText({ facts, ...others }: KeptCase): string {
  return jsonWith(others, { facts: `[${facts.map(factText).join(',')}]` })
}
