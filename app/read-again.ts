import { PARSERS } from '../collectors/index.ts'
import type { KnownPages, ParseBody } from '../collectors/registered.ts'
import { HEADERS, type LogMessage, type NewMessage } from '../core/message.ts'
import type { Redriven, Stay } from '../core/redriven.ts'
import { storableProblem } from '../core/storable.ts'
import { postMessage } from './flows/collect.ts'

type Stays = Extract<Redriven, { kind: 'stays' }>

/** A raw item that a collector has set aside, as messages of what can be read in it now. It was read when it was set aside, so that a newer
 *  revision that came since stays the newer one. */
export function readAgain(letter: LogMessage, collector: string, known: KnownPages): readonly NewMessage[] | Stays {
  const parse = PARSERS.get(collector)
  if (parse === undefined)
    return stays('no-parser', `What ${collector} sets aside is not read again: correct it where it came from and take it in anew`)
  if (letter.headers[HEADERS.rawLength] !== undefined) return stays('cut-short', 'Only the beginning of it was kept')
  try {
    const body: unknown = JSON.parse(letter.value)
    return messagesOf(parse(body, { ...known, collectedAt: letter.at }))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return stays('still-unreadable', `It cannot be read now either: not JSON: ${error.message}`)
  }
}

function messagesOf(outcomes: ReturnType<ParseBody>): readonly NewMessage[] | Stays {
  const messages = outcomes.flatMap((one) => (one.kind === 'ok' ? [postMessage(one.value)] : []))
  const errors = outcomes.flatMap((one) => (one.kind === 'dead' ? [one.error] : []))
  const problem = messages.map(storableProblem).find((one) => one !== null) ?? (messages.length === 0 ? errors[0] : undefined)
  return problem === undefined ? messages : stays('still-unreadable', `It cannot be read now either: ${problem.message}`)
}

const stays = (why: Stay, reason: string): Stays => ({ kind: 'stays', why, reason })
