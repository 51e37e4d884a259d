import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/otklik.mjs', import.meta.url))
const START_LIMIT_MS = 120_000

export interface OtklikProcess {
  readonly url: string
  readonly data: string
  readonly child: ChildProcess
  /** Everything it wrote to standard error. */
  log(): string
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>
  /** Stops and deletes its folder. */
  dispose(): Promise<void>
}

/** Starts the program as a user would, on a folder and a port of its own. */
export async function otklikProcess(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  data = mkdtempSync(join(tmpdir(), 'otklik-test-')),
  program = bin,
): Promise<OtklikProcess> {
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', data, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const url = await listening(child, () => errors)
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    return exited
  }
  return {
    url,
    data,
    child,
    log: () => errors,
    stop,
    async dispose() {
      if (child.exitCode === null && child.signalCode === null) await stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function listening(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`otklik did not start: ${errors()}`)), START_LIMIT_MS)
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const url = /listening on (\S+)/.exec(out)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`otklik ended with ${String(code)}: ${errors()}`))
    })
  })
}
