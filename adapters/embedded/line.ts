import type { MessagePort } from 'node:worker_threads'
import { Unavailable } from '../../core/errors.ts'
import { type Reply, type RequestKind, type Requests, revive } from './protocol.ts'

/** One thread's line to the writer. */
export interface Line {
  /** @throws what the writer threw, by class; {Unavailable} once the line is closed */
  ask<Kind extends RequestKind>(kind: Kind, ask: Requests[Kind]['ask']): Promise<Requests[Kind]['answer']>
  /** Resolves when one of the topics grows, after `waitMs`, or when aborted. Take the promise before looking, so that no word is missed. */
  grown(topics: readonly string[], waitMs: number, signal?: AbortSignal): { readonly done: Promise<void>; cancel(): void }
  close(): void
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export function line(port: MessagePort): Line {
  let seq = 0
  let closed = false
  const waiting = new Map<number, Waiting>()
  const watchers = new Set<{ readonly topics: ReadonlySet<string>; wake(): void }>()

  port.on('message', (reply: Reply) => {
    if ('appended' in reply) {
      for (const watcher of watchers) if (reply.appended.some((topic) => watcher.topics.has(topic))) watcher.wake()
      return
    }
    const asked = waiting.get(reply.seq)
    waiting.delete(reply.seq)
    if ('failure' in reply) asked?.reject(revive(reply.failure))
    else asked?.resolve(reply.answer as never)
    if (waiting.size === 0 && watchers.size === 0) port.unref()
  })
  const end = (): void => {
    closed = true
    for (const { reject } of waiting.values()) reject(new Unavailable('The store is closed'))
    waiting.clear()
    for (const watcher of watchers) watcher.wake()
  }
  port.on('close', end)
  port.unref()

  return {
    ask(kind, ask) {
      if (closed) return Promise.reject(new Unavailable('The store is closed'))
      seq += 1
      port.ref()
      const request = { seq, kind, ask }
      return new Promise((resolve, reject) => {
        waiting.set(request.seq, { resolve: resolve as Waiting['resolve'], reject })
        port.postMessage(request)
      })
    },
    grown(topics, waitMs, signal) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(() => watcher.wake(), waitMs)
      const watcher = {
        topics: new Set(topics),
        wake() {
          clearTimeout(timer)
          watchers.delete(watcher)
          signal?.removeEventListener('abort', watcher.wake)
          resolve()
        },
      }
      watchers.add(watcher)
      signal?.addEventListener('abort', watcher.wake, { once: true })
      if (signal?.aborted === true || closed) watcher.wake()
      return { done: promise, cancel: watcher.wake }
    },
    close() {
      port.close()
      end()
    },
  }
}
