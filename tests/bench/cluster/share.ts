import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Asked {
  /** `bare json`: the bare loop that reads JSON and writes messages as large as the classifier's, but decides nothing. `bare classify`: with the
   *  classification in it. `bare create twice`: two documents a message. */
  readonly task: 'classify' | 'route' | 'bare produce' | 'bare json' | 'bare classify' | 'bare create' | 'bare create twice'
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
  /** How many of them are settled before the clock starts: a process that has just begun compiles itself, which takes a worker that does much
   *  longer than one that does little. */
  readonly unmeasured: number
  readonly env: Readonly<Record<string, string>>
}

/** Gives so many processes the word at once and ends them when all is settled: from what is not measured, or the first batch taken, to the last
 *  settlement. */
export async function shared({ workers, env, task, group, ...messages }: SharedOptions): Promise<Shared> {
  const children = Array.from({ length: workers }, () => worker({ task, group }, env))
  try {
    await Promise.all(children.map(ready))
    return await settledBy(children, messages)
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

type Settled = Extract<Told, { kind: 'settled' }>

/** Where the clock stands when it starts. */
interface Start {
  readonly at: number
  readonly messages: number
  readonly cpuUs: number
}

function settledBy(children: readonly ChildProcess[], { count, unmeasured }: Pick<SharedOptions, 'count' | 'unmeasured'>): Promise<Shared> {
  const last = new Map<ChildProcess, Settled>()
  const cpuUs = (): number => last.values().reduce((sum, one) => sum + one.cpuUs, 0)
  let messages = 0
  let start: Start | null = null
  return new Promise((resolve, reject) => {
    for (const child of children) {
      child.once('exit', (code) => reject(new Error(`A worker ended with ${String(code)}`)))
      child.on('message', (told: Told) => {
        if (told.kind !== 'settled') return
        if (unmeasured === 0) start ??= { at: told.begunAt, messages: 0, cpuUs: 0 }
        last.set(child, told)
        messages += told.messages
        if (messages >= unmeasured) start ??= { at: told.at, messages, cpuUs: cpuUs() }
        if (messages < count || start === null) return
        resolve({
          perSecond: ((count - start.messages) / (told.at - start.at)) * 1000,
          cpuMsPerThousand: (cpuUs() - start.cpuUs) / (count - start.messages),
          rssMb: Math.max(...last.values().map((one) => one.rss)) / 1e6,
        })
      })
      child.send('go')
    }
  })
}
