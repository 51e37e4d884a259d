import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Asked {
  /** `bare classify`: the bare loop with the classification in it. `bare create twice`: two documents a message. */
  readonly task: 'classify' | 'route' | 'bare produce' | 'bare classify' | 'bare create' | 'bare create twice'
  /** Of the consumers: a group that nobody has used reads from the beginning. */
  readonly group: string
}

/** From a worker. Instants by the wall clock, which all processes of a machine share. */
export type Told =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'settled'
      readonly messages: number
      readonly begunAt: number
      readonly at: number
      /** Since the word was given. */
      readonly cpuUs: number
      /** The most so far, bytes. */
      readonly rss: number
    }

/** What so many workers came to together. */
export interface Shared {
  readonly perSecond: number
  /** Processor time of the workers for a thousand messages. */
  readonly cpuMsPerThousand: number
  /** Of the largest worker. */
  readonly rssMb: number
}

interface SharedOptions extends Asked {
  readonly workers: number
  /** Messages that wait for them. */
  readonly count: number
  readonly env: Readonly<Record<string, string>>
}

/** Gives so many processes the word at once and ends them when all is settled: from the first batch taken to the last settlement. */
export async function shared({ workers, count, env, task, group }: SharedOptions): Promise<Shared> {
  const children = Array.from({ length: workers }, () => worker({ task, group }, env))
  try {
    await Promise.all(children.map(ready))
    return await settledBy(children, count)
  } finally {
    for (const child of children) child.kill('SIGTERM')
  }
}

const worker = (asked: Asked, env: Readonly<Record<string, string>>): ChildProcess =>
  fork(fileURLToPath(new URL('./share-worker.ts', import.meta.url)), [JSON.stringify(asked)], { env: { ...process.env, ...env } })

/** @throws {Error} when the child ends instead */
const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`A worker ended with ${String(code)}`)))
  })

function settledBy(children: readonly ChildProcess[], count: number): Promise<Shared> {
  const last = new Map<ChildProcess, Extract<Told, { kind: 'settled' }>>()
  let [begunAt, left] = [Number.POSITIVE_INFINITY, count]
  return new Promise((resolve, reject) => {
    for (const child of children) {
      child.once('exit', (code) => reject(new Error(`A worker ended with ${String(code)}`)))
      child.on('message', (told: Told) => {
        if (told.kind !== 'settled') return
        begunAt = Math.min(begunAt, told.begunAt)
        last.set(child, told)
        left -= told.messages
        if (left > 0) return
        const all = [...last.values()]
        resolve({
          perSecond: (count / (told.at - begunAt)) * 1000,
          cpuMsPerThousand: all.reduce((sum, one) => sum + one.cpuUs, 0) / count,
          rssMb: Math.max(...all.map((one) => one.rss)) / 1e6,
        })
      })
      child.send('go')
    }
  })
}
