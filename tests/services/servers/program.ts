import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Server, started } from './server.ts'

/** A server whose process a test may treat as badly as a machine room does. */
export interface Program extends Server {
  readonly port: number
  /** `kill -9` of the process and its children; resolves when nothing listens any more. */
  kill(): Promise<void>
  /** Starts it again on what its folder holds; resolves once it serves. */
  start(): Promise<void>
  /** SIGSTOP: it lives, holds its connections and says nothing. */
  pause(): void
  /** SIGCONT. */
  resume(): void
}

export interface Launch {
  /** Holds everything the server keeps. Deleted with it. */
  readonly folder: string
  /** The command and its arguments. */
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly address: string
  /** Port that is asked whether it still listens. */
  readonly port: number
  /** Whether it serves, by what it has written since it was started. */
  readonly isReady: (said: string) => boolean | Promise<boolean>
}

const LOOK_MS = 100

/** Starts it once; what it writes is kept in its folder. */
export async function program(launch: Launch): Promise<Program> {
  let child: ChildProcess | null = null
  const { folder, address, port } = launch
  const signal = (name: NodeJS.Signals): void => {
    // The whole group: some servers are a launcher and its child.
    if (child?.pid !== undefined && isRunning(child)) process.kill(-child.pid, name)
  }
  const server: Program = {
    address,
    port,
    async start() {
      const output = join(folder, 'out.log')
      const before = existsSync(output) ? readFileSync(output).length : 0
      child = launched(launch, output)
      const said = (): string => readFileSync(output).subarray(before).toString()
      await started(server, () => launch.isReady(said()), said)
    },
    async kill() {
      signal('SIGKILL')
      while ((child !== null && isRunning(child)) || (await listens(port))) await sleep(LOOK_MS)
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async stop() {
      signal('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await server.start()
  return server
}

function launched({ folder, command, env }: Launch, output: string): ChildProcess {
  const log = openSync(output, 'a')
  const [name = '', ...args] = command
  const child = spawn(name, args, { env, cwd: folder, stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  return child
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
