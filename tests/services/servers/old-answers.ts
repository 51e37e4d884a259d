import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Stands before a node; once told to, it answers every search as it was answered before, like an index that is not refreshed. */
export interface OldAnswers {
  readonly address: string
  freeze(): void
  heal(): void
  /** Searches that were answered with what was true before. */
  given(): number
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

const PASSED = new Set(['content-type', 'accept', 'content-encoding'])
const SEARCH = /\/_(search|count)\b/
const INSTANTS = /\d{12,}/g

export async function oldAnswers(node: string): Promise<OldAnswers> {
  const known = new Map<string, Answer>()
  let [isOld, given] = [false, 0]
  const remembered = (question: Question): Answer | undefined => {
    const found = isOld && SEARCH.test(question.url) ? known.get(nameOf(question)) : undefined
    if (found !== undefined) given += 1
    return found
  }
  const server = createServer((request, response) => {
    void (async () => {
      const question = { method: request.method ?? 'GET', url: request.url ?? '', headers: request.headers, body: await buffer(request) }
      const answer = remembered(question) ?? (await asked(node, question))
      if (!isOld && SEARCH.test(question.url)) known.set(nameOf(question), answer)
      response.writeHead(answer.status, { 'content-type': answer.type, 'x-elastic-product': 'Elasticsearch' })
      response.end(question.method === 'HEAD' ? undefined : answer.text)
    })().catch(() => request.socket.destroy())
  })
  // A node does not end connections that rest.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze: () => void (isOld = true),
    heal: () => void (isOld = false),
    given: () => given,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}

interface Question {
  readonly method: string
  readonly url: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** The same question a second later names a later instant. */
const nameOf = ({ url, body }: Question): string => url + body.toString('latin1').replaceAll(INSTANTS, 'now')

async function asked(node: string, { method, url, headers, body }: Question): Promise<Answer> {
  const passed = Object.entries(headers).flatMap(([name, value]) => (PASSED.has(name) ? [[name, String(value)] as [string, string]] : []))
  const found = await fetch(node + url, { method, headers: new Headers(passed), ...(body.length > 0 && { body: new Uint8Array(body) }) })
  return { status: found.status, type: found.headers.get('content-type') ?? '', text: await found.text() }
}
