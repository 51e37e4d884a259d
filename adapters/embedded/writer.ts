import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { Conflict, PipelineError } from '../../core/errors.ts'
import type { WriteResult } from '../../core/documents.ts'
import { Checkpoints } from './checkpoints.ts'
import { openDatabase } from './database.ts'
import { documentWriter } from './document-writer.ts'
import { groups } from './groups.ts'
import { LogWriter } from './log-writer.ts'
import {
  type Control,
  type FailureWire,
  nothingStored,
  type Reply,
  type Request,
  type WireMessage,
  type WireSettlement,
} from './protocol.ts'
import { migrate } from './schema.ts'

/** Data of the writer's thread. */
export interface WriterData {
  readonly file: string
  readonly leaseMs: number
}

/** A commit waits for the disk; what arrives meanwhile shares the next one, at most this many requests. */
const LARGEST_GROUP_COMMIT = 64

if (parentPort === null) throw new Error('The writer runs in a thread of its own')
const control = parentPort
const { file, leaseMs } = workerData as WriterData
const db = openDatabase(file, 'write')
migrate(db)
const log = new LogWriter(db)
const documents = documentWriter(db)
const members = groups({ leaseMs, now: () => Date.now(), partitionsOf: (topic) => log.partitionsOf(topic) })
const checkpoints = new Checkpoints(db, file)
const ports = new Set<MessagePort>()
const waiting: Waiting[] = []
let grown = new Set<string>()

function append(messages: readonly WireMessage[], bytes: Uint8Array) {
  for (const { topic } of messages) grown.add(topic)
  return log.append(messages, bytes)
}

/** Ownership first, then messages, documents with what they owe, progress. */
function settle({ append: messages, writes, bytes, strict, commit }: WireSettlement): readonly WriteResult[] {
  if (commit !== undefined) members.assertOwner(commit.fence.group, commit.fence.member, commit.positions)
  append(messages, bytes)
  const results = writes.map((write) => {
    const result = documents.write(write, bytes)
    if (result.kind === 'written') append(write.outbox, bytes)
    return result
  })
  if (strict === true && results.some((one) => one.kind === 'exists'))
    throw new Conflict('A document of the settlement was made by someone else first')
  if (commit !== undefined) log.commit(commit.fence.group, commit.positions)
  return results
}

function perform(request: Request): unknown {
  switch (request.kind) {
    case 'settle':
      return settle(request.ask)
    case 'append':
      return append(request.ask.append, request.ask.bytes)
    case 'remove':
      return documents.remove(request.ask.collection, request.ask.id, request.ask.version)
    case 'ensureTopics':
      return log.ensureTopics(request.ask)
    case 'retain':
      return log.retain(request.ask)
    case 'renew':
      return members.renew(request.ask.group, request.ask.member, request.ask.topics)
    case 'leave':
      return members.leave(request.ask.group, request.ask.member)
  }
}

interface Waiting {
  readonly port: MessagePort
  readonly request: Request
}
type Answered = readonly { readonly port: MessagePort; readonly reply: Reply }[]

/** One transaction for all; null when one of them failed, and nothing of any was done. */
function together(batch: readonly Waiting[]): Answered | null {
  db.exec('BEGIN IMMEDIATE')
  try {
    const answered = batch.map(({ port, request }) => ({ port, reply: { seq: request.seq, answer: perform(request) ?? null } }))
    db.exec('COMMIT')
    return answered
  } catch {
    if (db.isTransaction) db.exec('ROLLBACK')
    log.forget()
    return null
  }
}

/** One transaction in which each fails by itself. A savepoint copies every page it changes: a tenth more is written. */
function apart(batch: readonly Waiting[]): Answered {
  db.exec('BEGIN IMMEDIATE')
  const answered = batch.map(({ port, request }) => ({ port, reply: guarded(request) }))
  db.exec('COMMIT')
  return answered
}

/** Runs one request so that its failure undoes only itself. */
function guarded(request: Request): Reply {
  db.exec('SAVEPOINT one')
  try {
    const answer = perform(request) ?? null
    db.exec('RELEASE one')
    return { seq: request.seq, answer }
  } catch (error) {
    db.exec('ROLLBACK TO one')
    db.exec('RELEASE one')
    log.forget()
    return { seq: request.seq, failure: wire(error) }
  }
}

function wire(error: unknown): FailureWire {
  if (error instanceof PipelineError) return { code: error.code, message: error.message, details: error.details }
  return { code: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error), details: {} }
}

/** A port may close before the thread's own end is known: it would look like a store that was closed in peace. */
function flushOrTell(): void {
  try {
    flush()
  } catch (error) {
    for (const port of ports) port.postMessage({ died: nothingStored(file, error) } satisfies Reply)
    throw error
  }
}

/** Does all that waits; answers leave only after the commit is on disk. */
function flush(): void {
  const batch = waiting.splice(0, LARGEST_GROUP_COMMIT)
  if (batch.length === 0) return
  for (const { port, reply } of together(batch) ?? apart(batch)) port.postMessage(reply)
  if (grown.size > 0) for (const port of ports) port.postMessage({ appended: [...grown] } satisfies Reply)
  grown = new Set()
  checkpoints.look()
  if (waiting.length > 0) setImmediate(flushOrTell)
}

function attach(port: MessagePort): void {
  ports.add(port)
  port.on('message', (request: Request) => {
    waiting.push({ port, request })
    if (waiting.length === 1) setImmediate(flushOrTell)
  })
  port.on('close', () => ports.delete(port))
}

control.on('message', (message: Control) => {
  if ('attach' in message) return attach(message.attach)
  while (waiting.length > 0) flushOrTell()
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  process.exit(0)
})
control.postMessage('ready')
