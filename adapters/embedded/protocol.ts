import type { MessagePort } from 'node:worker_threads'
import type { CollectionName } from '../../core/collections.ts'
import { assertDeclared } from '../../core/declared.ts'
import type { Version, Write, WriteResult } from '../../core/documents.ts'
import { Conflict, Malformed, Misconfigured, type PipelineError, StaleMember, Unavailable } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import type { NewMessage } from '../../core/message.ts'
import { jsonOf } from '../../core/shared-json.ts'
import { assertStorable } from '../../core/storable.ts'
import type { Settlement } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import type { TopicSpec } from '../../core/topics.ts'
import type { Share } from './groups.ts'
import { PackedTexts, type Span } from '../../core/packed-texts.ts'

/** A write or message between threads: values stand in the bytes that go with them, headers are JSON. */
export type WireWrite = Omit<Write, 'value' | 'outbox'> & { readonly value: Span; readonly outbox: readonly WireMessage[] }
export type WireMessage = Omit<NewMessage, 'value' | 'headers'> & { readonly value: Span; readonly headers: string }
export interface WireAppend {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly append: readonly WireMessage[]
}
export type WireSettlement = WireAppend & Omit<Settlement, 'writes' | 'append'> & { readonly writes: readonly WireWrite[] }

/** What no writer would take is refused before it is sent. @throws {Malformed} a message that cannot be stored, an undeclared field */
export function wireSettlement({ append = [], writes = [], ...rest }: Settlement): WireSettlement {
  const texts = new PackedTexts()
  const wire = { append: wireMessages(append, texts), writes: writes.map((write) => wireWrite(write, texts)) }
  return { ...rest, ...wire, bytes: texts.bytes() }
}

/** @throws {Malformed} a message that cannot be stored */
export function wireAppend(messages: readonly NewMessage[]): WireAppend {
  const texts = new PackedTexts()
  return { append: wireMessages(messages, texts), bytes: texts.bytes() }
}

function wireWrite(write: Write, texts: PackedTexts): WireWrite {
  assertDeclared(write)
  return { ...write, value: texts.add(jsonOf(write.value)), outbox: wireMessages(write.outbox ?? [], texts) }
}

const wireMessages = (messages: readonly NewMessage[], texts: PackedTexts): readonly WireMessage[] =>
  messages.map((message) => {
    assertStorable(message)
    const { topic, key, value, headers, at } = message
    return { topic, key, value: texts.add(value), headers: JSON.stringify(headers), at }
  })

/** What a thread may ask of the writer, and what it answers. */
export interface Requests {
  readonly settle: { readonly ask: WireSettlement; readonly answer: readonly WriteResult[] }
  readonly append: { readonly ask: WireAppend; readonly answer: readonly Position[] }
  readonly remove: { readonly ask: { collection: CollectionName; id: string; version?: Version }; readonly answer: boolean }
  readonly ensureTopics: { readonly ask: readonly TopicSpec[]; readonly answer: null }
  readonly retain: { readonly ask: Instant; readonly answer: number }
  readonly renew: { readonly ask: { group: string; member: string; topics: readonly string[] }; readonly answer: readonly Share[] }
  readonly leave: { readonly ask: { group: string; member: string }; readonly answer: null }
}

export type RequestKind = keyof Requests

export type Request = {
  [Kind in RequestKind]: { readonly seq: number; readonly kind: Kind; readonly ask: Requests[Kind]['ask'] }
}[RequestKind]

export interface FailureWire {
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** From the writer: answers, word of topics that grew, and the last word of one that dies. */
export type Reply =
  | { readonly seq: number; readonly answer: unknown }
  | { readonly seq: number; readonly failure: FailureWire }
  | { readonly appended: readonly string[] }
  | { readonly died: string }

/** To the writer's own port: another thread's line, or the end. */
export type Control = { readonly attach: MessagePort } | { readonly close: true }

/** What is said of a writer that has died. */
export const nothingStored = (file: string, cause: unknown): string =>
  `Nothing can be stored in ${file} any more: ${cause instanceof Error ? cause.message : String(cause)}`

const CLASSES: Readonly<Record<string, new (message: string, details?: Record<string, unknown>) => PipelineError>> = {
  conflict: Conflict,
  'stale-member': StaleMember,
  malformed: Malformed,
  misconfigured: Misconfigured,
  unavailable: Unavailable,
}

/** Errors lose their class between threads; the code brings it back. */
export function revive({ code, message, details }: FailureWire): Error {
  const known = CLASSES[code]
  return known === undefined ? new Error(message) : new known(message, { ...details })
}
