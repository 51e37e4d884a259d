import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Stands between a client and a real node, and passes requests on but for the one it is told of. */
export interface StandingBetween {
  readonly address: string
  /** The next request to this path is applied, and its answer never comes back. */
  loseNext(path: string): void
  /** The next request to this path waits; resolves once it has come, with what lets it go on. */
  holdNext(path: string): Promise<() => void>
  /** The next requests to this path are answered by these statuses instead of the node. */
  answerNext(path: string, statuses: readonly number[]): void
  /** The next requests to this path find the connection cut. */
  cutNext(path: string, count: number): void
  /** How many requests met something else than the node's answer. */
  met(): number
  stop(): Promise<void>
}

type Fault =
  | { readonly kind: 'lose' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'hold'; readonly until: Promise<void>; readonly come: () => void }

export async function standingBetween(node: string): Promise<StandingBetween> {
  const faults: { readonly path: string; readonly fault: Fault }[] = []
  let met = 0
  const faultOf = (url: string): Fault | undefined => {
    const at = faults.findIndex(({ path }) => url.split('?')[0]?.endsWith(path))
    if (at === -1) return undefined
    met += 1
    return faults.splice(at, 1)[0]?.fault
  }
  const server = createServer((request, answer) => {
    void (async () => {
      const body = Uint8Array.from(await buffer(request))
      const fault = faultOf(request.url ?? '')
      if (fault?.kind === 'cut') return void request.socket.destroy()
      if (fault?.kind === 'answer') return refuse(answer, fault.status)
      if (fault?.kind === 'hold') await held(fault)
      const found = await passedOn(node, request, body)
      return fault?.kind === 'lose' ? void request.socket.destroy() : give(answer, found)
    })()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNext: (path) => void faults.push({ path, fault: { kind: 'lose' } }),
    holdNext(path) {
      const [come, until] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      faults.push({ path, fault: { kind: 'hold', until: until.promise, come: come.resolve } })
      return come.promise.then(() => until.resolve)
    },
    answerNext: (path, statuses) => void faults.push(...statuses.map((status) => ({ path, fault: { kind: 'answer', status } as const }))),
    cutNext: (path, count) => void faults.push(...Array.from({ length: count }, () => ({ path, fault: { kind: 'cut' } as const }))),
    met: () => met,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

function refuse(answer: ServerResponse, status: number): void {
  answer.writeHead(status, { 'content-type': 'application/json', ...PRODUCT })
  answer.end(JSON.stringify({ error: { type: 'es_rejected_execution_exception', reason: 'full' }, status }))
}

async function give(answer: ServerResponse, found: Response): Promise<void> {
  const text = await found.text()
  answer.writeHead(found.status, { 'content-type': found.headers.get('content-type') ?? '', ...PRODUCT })
  answer.end(answer.req.method === 'HEAD' ? undefined : text)
}

async function held({ come, until }: Fault & { readonly kind: 'hold' }): Promise<void> {
  come()
  await until
}

function passedOn(node: string, request: IncomingMessage, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const passed = Object.entries(request.headers).filter(([name]) => PASSED.has(name))
  const headers = new Headers(passed.map(([name, value]) => [name, String(value)]))
  return fetch(node + request.url, { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) })
}

const PRODUCT = { 'x-elastic-product': 'Elasticsearch' }
const PASSED = new Set(['content-type', 'accept'])
