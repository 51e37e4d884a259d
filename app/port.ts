import { createServer } from 'node:net'
import type { Settings } from '../config/settings.ts'
import { Misconfigured } from '../core/errors.ts'

type Address = Pick<Settings, 'host' | 'port'>

/** By the system's code. */
const WRONG: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this account may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the name has no address',
}

/** Waits for a listening to begin. @throws {Misconfigured} in one sentence, where the address cannot be had; any other error as it is */
export async function listening<T>({ host, port }: Address, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin()
  } catch (cause) {
    const wrong = WRONG[(cause as NodeJS.ErrnoException).code ?? '']
    if (wrong === undefined) throw cause
    throw new Misconfigured(`Otklik cannot listen on ${host}:${port}: ${wrong}; host and port are settings`, {}, { cause })
  }
}

/** An address that is ours before anything is served there. */
export interface HeldPort {
  /** For whoever listens there at once. A second call does nothing. */
  release(): Promise<void>
}

/** Takes the address. Whoever calls meanwhile is turned away, as by a program that is not there yet. @throws as `listening` */
export async function heldPort(address: Address): Promise<HeldPort> {
  const server = createServer((socket) => void socket.destroy())
  await listening(address, () => listens(server, address))
  let released: Promise<void> | null = null
  return { release: () => (released ??= new Promise((resolve) => server.close(() => resolve()))) }
}

/** What `net` and `http` have in common. */
interface Listener {
  once(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  listen(port: number, host: string, listening: () => void): unknown
}

export const listens = (server: Listener, { host, port }: Address): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
