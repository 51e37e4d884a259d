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
      throw new Misconfigured(`Elasticsearch ${oldest.join('.')} or newer is needed: node ${name} at ${host} has ${version}`)
  }
  return Object.values(nodes).map(({ version }) => version)
}

/** What a status means to the caller. */
export function asPipelineError(error: unknown): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error
  if (isTooOld(error)) return new Misconfigured(`Elasticsearch${addressOf(error)} is too old: ${TOO_OLD}`, {}, { cause: error })
  const status = error instanceof errors.ResponseError ? (error.statusCode ?? 0) : 0
  const Kind = isHopeless(error) ? Misconfigured : (STATUS[status] ?? Unavailable)
  return new Kind(`Elasticsearch${addressOf(error)}: ${error.message.slice(0, 500)}`, { status }, { cause: error })
}

/** The answer to a request in the form of a release that the server does not know yet; it does not say its own. */
const TOO_OLD = 'media_type_header_exception'

const isTooOld = (error: errors.ElasticsearchClientError): boolean =>
  error instanceof errors.ResponseError && (error.body as { error?: { type?: unknown } } | null)?.error?.type === TOO_OLD

/** Another product behind the address, or a certificate nobody vouches for, which the client tells by its message alone: no later try
 *  cures it. */
const isHopeless = (error: errors.ElasticsearchClientError): boolean =>
  error instanceof errors.ProductNotSupportedError || (error instanceof errors.ConnectionError && error.message.includes('certificate'))

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
