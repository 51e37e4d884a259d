import { readFileSync } from 'node:fs'
import { Client, errors } from '@elastic/elasticsearch'
import { Malformed, Misconfigured, type PipelineError, Unavailable } from '../../core/errors.ts'

export interface ElasticsearchAccess {
  readonly nodes: readonly string[]
  readonly auth: { readonly apiKey: string } | { readonly username: string; readonly password: string } | null
  /** File of the authority that signed the servers' certificates; null takes the system's. */
  readonly caFile: string | null
}

const REQUEST_TIMEOUT_MS = 30_000
const OLDEST = [8, 19] as const

/** A client that never tries again by itself: what a repeated request means is known to the caller only. */
export function elasticsearchClient({ nodes, auth, caFile }: ElasticsearchAccess): Client {
  return new Client({
    nodes: [...nodes],
    maxRetries: 0,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(auth !== null && { auth }),
    ...(caFile !== null && { tls: { ca: readFileSync(caFile) } }),
  })
}

/** @throws {Misconfigured} a server that is too old or refuses; {Unavailable} one that does not answer */
export async function assertServer(client: Client): Promise<void> {
  const { nodes } = await inCoreWords(() => client.nodes.info({ metric: '_none' }))
  for (const { name, version } of Object.values(nodes)) {
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
      throw new Misconfigured(`Elasticsearch ${OLDEST.join('.')} or newer is needed, node ${name} has ${version}`)
  }
}

/** What a status means to the caller. */
export function asPipelineError(error: unknown): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error
  const status = error instanceof errors.ResponseError ? (error.statusCode ?? 0) : 0
  const Kind = STATUS[status] ?? Unavailable
  return new Kind(`Elasticsearch: ${error.message.slice(0, 500)}`, { status }, { cause: error })
}

type Kind = new (message: string, details: Record<string, unknown>, options: ErrorOptions) => PipelineError
const STATUS: Readonly<Record<number, Kind>> = { 400: Malformed, 401: Misconfigured, 403: Misconfigured }

/** @throws the core's word for what Elasticsearch threw */
export async function inCoreWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asPipelineError(error)
  }
}
