import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that a test has started and stops again. */
export interface Server {
  readonly address: string
  stop(): Promise<void>
}

const START_WITHIN_MS = 300_000
const LOOK_MS = 200

/** Gives the server back once it answers; stops one that does not in time. @throws {Error} with the end of its output */
export async function started(server: Server, isReady: () => boolean | Promise<boolean>, output: () => string): Promise<Server> {
  const deadline = Date.now() + START_WITHIN_MS
  while (!(await isReady())) {
    if (Date.now() > deadline) {
      const end = output().slice(-2000)
      await server.stop()
      throw new Error(`The server at ${server.address} did not start: ${end}`)
    }
    await sleep(LOOK_MS)
  }
  return server
}

const given = new Set<number>()

/** One that nobody listens on and that was not given before: the system may offer the same one twice until somebody takes it. */
export async function freePort(): Promise<number> {
  const port = await offeredPort()
  if (given.has(port)) return freePort()
  given.add(port)
  return port
}

function offeredPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** All of them, or none left behind. */
export async function allStarted<S extends Server>(starts: readonly Promise<S>[]): Promise<readonly S[]> {
  const results = await Promise.allSettled(starts)
  const failed = results.find((one) => one.status === 'rejected')
  if (failed === undefined) return Promise.all(starts)
  await Promise.all(results.map(async (one) => one.status === 'fulfilled' && one.value.stop()))
  throw failed.reason
}
