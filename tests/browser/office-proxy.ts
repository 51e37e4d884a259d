import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy through which the office reaches a demo that answers under the names of its own machine alone. */
export interface OfficeProxy {
  readonly port: number
  close(): void
}

/** Gives what the server answers on to whoever asked. */
export type Pass = (asked: IncomingMessage, from: IncomingMessage, to: ServerResponse) => void

export async function officeProxy(url: string, pass: Pass = (_, from, to) => void from.pipe(to)): Promise<OfficeProxy> {
  const { host, origin } = new URL(url)
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host, ...(asked.headers.origin !== undefined && { origin }) }
    const passed = request(new URL(asked.url ?? '/', url), { method: asked.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      pass(asked, response, answer)
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
