import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VkFailure } from './vk-failure.ts'
import { execute } from './vk-script.ts'
import { VkWorld } from './vk-world.ts'

/** How the stand-in misbehaves on the next requests of a method. */
export type Trick =
  | { readonly error: number }
  | { readonly html: true }
  | { readonly hangAfterEffect: true }
  | { readonly errorAfterEffect: number }
  /** This instead of what the method promises. */
  | { readonly result: unknown }
  | { readonly responseNull: true }

type Silent = (method: string, params: Readonly<Record<string, string>>) => boolean

export interface VkStandIn {
  readonly apiBaseUrl: string
  readonly world: VkWorld
  /** Requests by method, `execute` and its inner calls included. */
  readonly counts: ReadonlyMap<string, number>
  /** A request that one of these is true of gets no answer: its connection breaks. */
  readonly silences: Silent[]
  /** The next `times` calls of the method get this. */
  trick(method: string, trick: Trick, times?: number): void
  close(): Promise<void>
}

/** Methods that the key of a community may not call. */
const NOT_FOR_COMMUNITIES: ReadonlySet<string> = new Set([
  'wall.get',
  'wall.getComments',
  'newsfeed.search',
  'photos.getWallUploadServer',
  'photos.saveWallPhoto',
])

/** A server on a port of its own that speaks as api.vk.ru does: envelope, limits, errors, `execute`, uploads. A key that begins with
 *  `community` is a community's, any other a service key or a person's. */
export async function vkStandIn(options: { readonly perSecond?: number } = {}): Promise<VkStandIn> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const api = new VkApi(base, options.perSecond ?? 1000)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => void api.serve(request, response))
  return {
    apiBaseUrl: `${base}/method`,
    world: api.world,
    counts: api.counts,
    silences: api.silences,
    trick: (method, trick, times = 1) => api.trick(method, trick, times),
    close: () => closed(server),
  }
}

interface Call {
  readonly method: string
  readonly params: Record<string, string>
}

class VkApi {
  readonly world = new VkWorld()
  readonly counts = new Map<string, number>()
  readonly silences: Silent[] = []
  readonly #tricks = new Map<string, Trick[]>()
  readonly #recent: number[] = []
  readonly #base: string
  readonly #perSecond: number

  constructor(base: string, perSecond: number) {
    this.#base = base
    this.#perSecond = perSecond
  }

  trick(method: string, trick: Trick, times: number): void {
    this.#tricks.set(method, [...(this.#tricks.get(method) ?? []), ...Array.from({ length: times }, () => trick)])
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const address = request.url ?? ''
    if (address.startsWith('/upload')) return send(response, this.world.upload(body))
    const method = address.replace(/^\/method\//, '').split('?')[0] ?? ''
    const call = { method, params: Object.fromEntries(new URLSearchParams(body.toString('utf8'))) }
    if (this.silences.some((isSilent) => isSilent(call.method, call.params))) return void request.socket.destroy()
    if (this.#plays(method, 'html')) return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    try {
      const answer = this.#answer(call)
      if (this.#plays(method, 'hangAfterEffect')) return void request.socket.destroy()
      return send(response, answer)
    } catch (error) {
      if (!(error instanceof VkFailure)) throw error
      const said = { error_code: error.code, error_msg: error.message, request_params: [{ key: 'method', value: method }] }
      return send(response, { error: said })
    }
  }

  #answer({ method, params }: Call): unknown {
    const key = params['access_token']
    if (key === undefined) throw new VkFailure(5, 'User authorization failed: no access_token passed.')
    if (this.#tooMany()) throw new VkFailure(6, 'Too many requests per second')
    if (method !== 'execute') return { response: this.#result(key, method, params) }
    this.#begin('execute')
    if (this.#plays('execute', 'responseNull')) return { response: null }
    return execute(params['code'] ?? '', (inner, innerParams) => this.#result(key, inner, innerParams))
  }

  /** One call's result; a scripted error comes instead of it. */
  #result(key: string, method: string, params: Record<string, string>): unknown {
    this.#begin(method)
    if (key.startsWith('community') && NOT_FOR_COMMUNITIES.has(method))
      throw new VkFailure(27, 'Group authorization failed: method is unavailable with group auth.')
    const result = this.world.call(method, params, this.#base)
    const [next] = this.#tricks.get(method) ?? []
    if (next === undefined || !('errorAfterEffect' in next || 'result' in next)) return result
    this.#tricks.get(method)?.shift()
    if ('result' in next) return next.result
    throw new VkFailure(next.errorAfterEffect, `scripted error ${next.errorAfterEffect}`)
  }

  #begin(method: string): void {
    this.counts.set(method, (this.counts.get(method) ?? 0) + 1)
    const [next] = this.#tricks.get(method) ?? []
    if (next === undefined || !('error' in next)) return
    this.#tricks.get(method)?.shift()
    throw new VkFailure(next.error, `scripted error ${next.error}`)
  }

  /** Whether the method's next trick is of this kind; it is used up by asking. */
  #plays(method: string, kind: 'html' | 'hangAfterEffect' | 'responseNull'): boolean {
    const [next] = this.#tricks.get(method) ?? []
    if (next === undefined || !(kind in next)) return false
    this.#tricks.get(method)?.shift()
    return true
  }

  #tooMany(): boolean {
    const now = Date.now()
    while ((this.#recent[0] ?? now) < now - 1000) this.#recent.shift()
    this.#recent.push(now)
    return this.#recent.length > this.#perSecond
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
