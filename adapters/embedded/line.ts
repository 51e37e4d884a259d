import type { MessagePort } from 'node:worker_threads'
import { Unavailable } from '../../core/errors.ts'
import { type Reply, type RequestKind, type Requests, revive, type WireAppend } from './protocol.ts'

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

interface Watcher {
  readonly topics: ReadonlySet<string>
  wake(): void
}

/** What stands in bytes is handed over with them. */
const isPacked = (ask: object | number): ask is WireAppend => typeof ask === 'object' && 'bytes' in ask

const CLOSED = 'The store is closed'
/** The process ends by the writer's own error, with one sentence. Whoever waits hears of it only where that has not come about. */
const LAST_WORD_MS = 5000

/** One thread's line to the writer. Keeps the process alive only while an answer is waited for. */
export class Line {
  private seq = 0
  /** Why nothing is asked any more. */
  private over: string | null = null
  private isDying = false
  private readonly waiting = new Map<number, Waiting>()
  private readonly watchers = new Set<Watcher>()
  private readonly port: MessagePort
  private readonly lastWordMs: number

  constructor(port: MessagePort, lastWordMs = LAST_WORD_MS) {
    this.port = port
    this.lastWordMs = lastWordMs
    port.on('message', (reply: Reply) => this.take(reply))
    port.on('close', () => !this.isDying && this.end(CLOSED))
    port.unref()
  }

  /** @throws what the writer threw, by class; {Unavailable} once the line is closed or the writer has died */
  ask<Kind extends RequestKind>(kind: Kind, ask: Requests[Kind]['ask']): Promise<Requests[Kind]['answer']> {
    if (this.over !== null) return Promise.reject(new Unavailable(this.over))
    this.seq += 1
    this.port.ref()
    const { seq } = this
    return new Promise((resolve, reject) => {
      this.waiting.set(seq, { resolve: resolve as Waiting['resolve'], reject })
      this.port.postMessage({ seq, kind, ask }, isPacked(ask) ? [ask.bytes.buffer] : [])
    })
  }

  /** Resolves when one of the topics grows, after `waitMs`, or when aborted. Take the promise before looking, so that no word is missed. */
  grown(topics: readonly string[], waitMs: number, signal?: AbortSignal): { readonly done: Promise<void>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(() => watcher.wake(), waitMs)
    const watcher: Watcher = {
      topics: new Set(topics),
      wake: () => {
        clearTimeout(timer)
        this.watchers.delete(watcher)
        signal?.removeEventListener('abort', watcher.wake)
        resolve()
      },
    }
    this.watchers.add(watcher)
    signal?.addEventListener('abort', watcher.wake, { once: true })
    if (signal?.aborted === true || this.over !== null) watcher.wake()
    return { done: promise, cancel: watcher.wake }
  }

  close(): void {
    this.port.close()
    this.end(CLOSED)
  }

  private take(reply: Reply): void {
    if ('appended' in reply) {
      for (const watcher of this.watchers) if (reply.appended.some((topic) => watcher.topics.has(topic))) watcher.wake()
      return
    }
    if ('died' in reply) return this.die(reply.died)
    const asked = this.waiting.get(reply.seq)
    this.waiting.delete(reply.seq)
    if ('failure' in reply) asked?.reject(revive(reply.failure))
    else asked?.resolve(reply.answer as never)
    if (this.waiting.size === 0 && this.watchers.size === 0) this.port.unref()
  }

  private die(why: string): void {
    this.isDying = true
    setTimeout(() => this.end(why), this.lastWordMs)
  }

  private end(why: string): void {
    this.over ??= why
    for (const { reject } of this.waiting.values()) reject(new Unavailable(this.over))
    this.waiting.clear()
    for (const watcher of this.watchers) watcher.wake()
  }
}
