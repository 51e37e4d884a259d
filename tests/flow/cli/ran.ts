import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

type Env = Readonly<Record<string, string>>

/** One run of the program as a person starts it, to its end. */
export function ran(args: readonly string[], { input = '', env = {} }: { input?: string; env?: Env } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env },
  })
  return { code: status, out: stdout, err: stderr }
}

/** The same for tests that answer the program meanwhile. */
export async function ranBeside(args: readonly string[], env: Env): Promise<Ran> {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number | null, out, err }
}
