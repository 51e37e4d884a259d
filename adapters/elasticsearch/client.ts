import { readFileSync } from 'node:fs'
import { Client, errors } from '@elastic/elasticsearch'
import { Malformed, Misconfigured, type PipelineError, Unavailable } from '../../core/errors.ts'

export interface ElasticsearchAccess {
  readonly nodes: readonly string[]
  readonly auth: { readonly apiKey: string } | { readonly username: string; readonly password: string } | null
  /** File of the authority that signed the servers' certificates; null takes the system's. */
  readonly caFile: string | null
}

/** Behind a wire that has gone silent every request and every connection left idle there waits this long, one after the other. */
const REQUEST_TIMEOUT_MS = 6000
/** An idle connection is not kept long enough to become such a one. */
const IDLE_CONNECTION_MS = 4000
/** Of the client's own release: what it asks for is refused by every server of an older one. */
const OLDEST = [9, 0] as const

/** A client that never tries again by itself: what a repeated request means is known to the caller only. */
export function elasticsearchClient({ nodes, auth, caFile }: ElasticsearchAccess): Client {
  return new Client({
    nodes: [...nodes],
    maxRetries: 0,
    requestTimeout: REQUEST_TIMEOUT_MS,
    agent: { keepAliveTimeout: IDLE_CONNECTION_MS },
    ...(auth !== null && { auth }),
    ...(caFile !== null && { tls: { ca: readFileSync(caFile) } }),
  })
}

/** Returns the release of every node. @throws {Misconfigured} a server that is too old, refuses or is another product; {Unavailable} one that
 *  does not answer */
export async function assertServer(client: Client, oldest: readonly [major: number, minor: number] = OLDEST): Promise<readonly string[]> {
  const { nodes } = await inCoreWords(() => client.nodes.info({ node_id: '_all', metric: 'http' }))
  for (const { name, version, host } of Object.values(nodes)) {
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
      throw new Misconfigured(`Elasticsearch ${oldest.join('.')} or newer is needed: node ${name} at ${host} has ${version}`, {
        release: version,
      })
  }
  return Object.values(nodes).map(({ version }) => version)
}

/** What a status means to the caller. */
export function asPipelineError(error: unknown): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error
  const where = `Elasticsearch${addressOf(error)}`
  for (const { is, says, details = {} } of FOR_A_PERSON) {
    if (is(error)) return new Misconfigured(`${where}${says(inOneLine(error.message))}`, details, { cause: error })
  }
  const gone = outOfPlace(errorOf(error))
  if (gone !== null) return new Unavailable(`${where}: ${gone}`, {}, { cause: error })
  const status = error instanceof errors.ResponseError ? (error.statusCode ?? 0) : 0
  return new (STATUS[status] ?? Unavailable)(`${where}: ${inOneLine(error.message).slice(0, 500)}`, { status }, { cause: error })
}

/** The server tells causes in lines of their own. */
const inOneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')

/** What the server says of an error: its kind, and the index it is about. */
interface Said {
  readonly type?: string | undefined
  readonly index?: string | undefined
}

const errorOf = (error: errors.ElasticsearchClientError): Said =>
  (error instanceof errors.ResponseError && (error.body as { error?: Said } | null)?.error) || {}

const OUT_OF_PLACE: Readonly<Record<string, (index: string) => string>> = {
  index_closed_exception: (index) => `the index ${index} is closed: open it (POST ${index}/_open)`,
  index_not_found_exception: (index) => `there is no index and no alias ${index}: "otklik doctor" says what is missing`,
}

/** An index that is not there to be asked, in words that say what to do; null for any other error. */
export const outOfPlace = ({ type = '', index = '' }: Said): string | null => OUT_OF_PLACE[type]?.(index) ?? null

/** The answer to a request in the form of a release that the server does not know yet; it does not say its own. */
const TOO_OLD = 'media_type_header_exception'

interface ForAPerson {
  readonly is: (error: errors.ElasticsearchClientError) => boolean
  readonly says: (message: string) => string
  readonly details?: { readonly release: string }
}

/** What no later try cures. The client tells by its message alone what is wrong with TLS. */
const FOR_A_PERSON: readonly ForAPerson[] = [
  { is: (error) => errorOf(error).type === TOO_OLD, says: () => ` is too old: ${TOO_OLD}`, details: { release: 'too old' } },
  {
    is: (error) => error instanceof errors.ProductNotSupportedError,
    says: (message) => `: ${message}`,
    details: { release: 'another product' },
  },
  {
    is: (error) => isOfConnection(error, 'wrong version number'),
    says: () => ' speaks no TLS: its address begins with http://, or another port is meant',
  },
  { is: (error) => isOfConnection(error, 'certificate'), says: (message) => `: ${message}` },
]

const isOfConnection = (error: errors.ElasticsearchClientError, words: string): boolean =>
  error instanceof errors.ConnectionError && error.message.includes(words)

const addressOf = (error: errors.ElasticsearchClientError): string => {
  const { meta } = error as { readonly meta?: { readonly meta?: { readonly connection?: { readonly url?: URL | string } | null } } }
  // The client keeps it as text, without what an address may carry of a password.
  const url = URL.parse(String(meta?.meta?.connection?.url))
  return url === null ? '' : ` at ${url.host}`
}

type Kind = new (message: string, details: Record<string, unknown>, options: ErrorOptions) => PipelineError
/** 413: the request is above the server's `http.max_content_length`. */
const STATUS: Readonly<Record<number, Kind>> = { 400: Malformed, 401: Misconfigured, 403: Misconfigured, 413: Malformed }

/** @throws the core's word for what Elasticsearch threw */
export async function inCoreWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asPipelineError(error)
  }
}
