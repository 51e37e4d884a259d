import type { Fact } from '../core/case.ts'
import { jsonList, jsonWith, sharedJson } from '../core/shared-json.ts'
import type { Text } from '../core/text.ts'
import type { KeptCase } from '../core/kept-case.ts'

/** A fact as JSON, what it says of a message put in as it is in other documents and messages. */
export function factText(fact: Fact): Text {
  if (fact.type !== 'MessageTakenIn' && fact.type !== 'MessageRevised') return JSON.stringify(fact)
  const { post, classification, ...others } = fact
  return jsonWith(others, { post: sharedJson(post), classification: sharedJson(classification) })
}

/** The document of a case as JSON. */
export function keptCaseText({ facts, ...others }: KeptCase): Text {
  return jsonWith(others, { facts: jsonList(facts.map(factText)) })
}
