import { createServer, type ServerResponse } from 'node:http'
import type { Settings } from '../config/settings.ts'
import { PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { listening, listens } from './port.ts'
import { assertReadyInTime } from './ready-in-time.ts'

/** What a process without the console shows of itself: `/healthz`, `/readyz`, `/metrics`. */
export interface WorkerDoor {
  readonly url: string
  /** From now on the worker is ready as long as its servers answer. */
  open(worker: { readonly store: Store; readonly text: () => Promise<string> }): void
  close(): Promise<void>
}

type Answer = readonly [status: number, body: string]

export async function workerDoor({ host, port }: Pick<Settings, 'host' | 'port'>): Promise<WorkerDoor> {
  let worker: { readonly store: Store; readonly text: () => Promise<string> } | null = null
  const answers: Readonly<Record<string, () => Promise<Answer>>> = {
    '/healthz': async () => [200, '{"ok":true}'],
    '/readyz': async () => {
      if (worker === null) return [503, '{"ok":false,"reason":"waits for its servers"}']
      await assertReadyInTime(worker.store)
      return [200, '{"ok":true}']
    },
    '/metrics': async () => [200, worker === null ? '' : await worker.text()],
  }
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    void respond(response, answers[path] ?? (async () => [404, '{"error":"not-found"}']))
  })
  await listening({ host, port }, () => listens(server, { host, port }))
  const address = server.address()
  return {
    url: `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`,
    open: (ready) => void (worker = ready),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(response: ServerResponse, answer: () => Promise<Answer>): Promise<void> {
  const [status, body] = await answer().catch((error: unknown): Answer => {
    if (!(error instanceof PipelineError)) throw error
    // Its sentence may name a server, which strangers need not know; the parts tell it to the log.
    return [503, '{"ok":false,"reason":"its servers do not answer"}']
  })
  response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain; version=0.0.4' }).end(body)
}
