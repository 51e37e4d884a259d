import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VkFailure, VkWorld } from './vk-world.ts'

/** How the stand-in misbehaves on the next requests of a method. */
export type Trick =
  | { readonly error: number }
  | { readonly html: true }
  | { readonly hangAfterEffect: true }
  | { readonly responseNull: true }

export interface VkStandIn {
  readonly apiBaseUrl: string
  readonly world: VkWorld
  /** Requests by method, `execute` and its inner calls included. */
  readonly counts: ReadonlyMap<string, number>
  /** The next `times` calls of the method get this. */
  trick(method: string, trick: Trick, times?: number): void
  close(): Promise<void>
}

const SCRIPT_CALL = /API\.([\w.]+)\((\{.*?\})\)(?=[,\]])/g
const EXECUTE_LIMIT = 25

/** A server on a port of its own that speaks as api.vk.ru does: envelope, limits, errors, `execute`, uploads. */
export async function vkStandIn(options: { readonly perSecond?: number } = {}): Promise<VkStandIn> {
  const world = new VkWorld()
  const counts = new Map<string, number>()
  const tricks = new Map<string, Trick[]>()
  const recent: number[] = []
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const count = (method: string): void => void counts.set(method, (counts.get(method) ?? 0) + 1)

  /** One call's result; a scripted error comes instead of it. */
  function result(method: string, params: Record<string, string>): unknown {
    count(method)
    const trick = tricks.get(method)?.shift()
    if (trick !== undefined && 'error' in trick) throw new VkFailure(trick.error, `scripted error ${trick.error}`)
    return world.call(method, params, base)
  }

  function execute(code: string): { response: unknown; execute_errors?: unknown[] } {
    const errors: unknown[] = []
    const calls = [...code.matchAll(SCRIPT_CALL)]
    if (calls.length > EXECUTE_LIMIT) throw new VkFailure(12, 'Unable to compile code: too many API calls')
    const response = calls.map(([, method = '', json = '{}']) => {
      try {
        const params = JSON.parse(json) as Record<string, unknown>
        return result(method, Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])))
      } catch (error) {
        if (!(error instanceof VkFailure)) throw error
        errors.push({ method, error_code: error.code, error_msg: error.message })
        return false
      }
    })
    return errors.length === 0 ? { response } : { response, execute_errors: errors }
  }

  function tooMany(): boolean {
    const now = Date.now()
    while ((recent[0] ?? now) < now - 1000) recent.shift()
    recent.push(now)
    return recent.length > (options.perSecond ?? 1000)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (request.url?.startsWith('/upload') === true) return send(response, world.upload(body))
    const method = (request.url ?? '').replace(/^\/method\//, '').split('?')[0] ?? ''
    const params = Object.fromEntries(new URLSearchParams(body.toString('utf8')))
    const trick = tricks.get(method)?.[0]
    if (trick !== undefined && 'html' in trick) {
      tricks.get(method)?.shift()
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    }
    try {
      if (params['access_token'] === undefined) throw new VkFailure(5, 'User authorization failed: no access_token passed.')
      if (tooMany()) throw new VkFailure(6, 'Too many requests per second')
      if (method === 'execute') {
        count('execute')
        if (trick !== undefined && 'responseNull' in trick) return send(response, { response: null })
        if (trick !== undefined && 'error' in trick)
          throw new VkFailure(tricks.get(method)?.shift() === undefined ? 1 : trick.error, 'scripted')
        return send(response, execute(params['code'] ?? ''))
      }
      if (trick !== undefined && 'hangAfterEffect' in trick) {
        tricks.get(method)?.shift()
        result(method, params)
        return void request.socket.destroy()
      }
      return send(response, { response: result(method, params) })
    } catch (error) {
      if (!(error instanceof VkFailure)) throw error
      return send(response, {
        error: { error_code: error.code, error_msg: error.message, request_params: [{ key: 'method', value: method }] },
      })
    }
  }

  return {
    apiBaseUrl: `${base}/method`,
    world,
    counts,
    trick: (method, trick, times = 1) =>
      void tricks.set(method, [...(tricks.get(method) ?? []), ...Array.from({ length: times }, () => trick)]),
    close: () => closed(server),
  }
}

const send = (response: ServerResponse, body: unknown): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })
