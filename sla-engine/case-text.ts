import type { Fact } from '../core/case.ts'
import { classifiedMembers } from '../core/classified-json.ts'
import { jsonList, jsonWith, knownJson, withJson } from '../core/shared-json.ts'
import { partsOf, type Text } from '../core/text.ts'
import type { KeptCase } from '../core/kept-case.ts'

/** A fact as JSON, what it says of a message put in as it is in other documents and messages. */
export function factText(fact: Fact): Text {
  if (fact.type !== 'MessageTakenIn' && fact.type !== 'MessageRevised') return JSON.stringify(fact)
  const known = knownJson(fact)
  if (known !== undefined) return known
  const { post, classification, ...others } = fact
  const text = [`${JSON.stringify(others).slice(0, -1)},`, ...partsOf(classifiedMembers({ post, classification })), '}']
  withJson(fact, () => text)
  return text
}

/** The document of a case as JSON. */
export function keptCaseText({ facts, ...others }: KeptCase): Text {
  return jsonWith(others, { facts: jsonList(facts.map(factText)) })
}
