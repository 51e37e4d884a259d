import { API, APIError, APIRequest, type ICallbackServiceCaptchaPayload } from 'vk-io'
import { Unavailable } from '../../core/errors.ts'
import { Rate } from './rate.ts'
import { heard, silenceOf, type VkReply } from './reply.ts'

export interface VkClientOptions {
  readonly token: string
  readonly apiBaseUrl: string
  /** Requests a second: 3 for a service or user key, 20 for a community key. */
  readonly perSecond: number
}

export interface VkCall {
  readonly method: string
  readonly params: Readonly<Record<string, string | number | boolean>>
}

export interface VkClient {
  /** One request, never repeated by the client itself. @throws {Unavailable} not reached, no answer, or an answer that is not VK's */
  call(call: VkCall): Promise<VkReply>
  /** Up to 25 calls in one request; replies in the order of the calls. @throws {Unavailable} none of them was answered */
  batch(calls: readonly VkCall[]): Promise<readonly VkReply[]>
}

export const BATCH_LIMIT = 25
const TIMEOUT_MS = 10_000
const VERSION = '5.199'
/** `execute` itself went wrong (the sum of the answers is too large, or the script took too long): the calls are sent alone. */
const BATCH_FAILED: ReadonlySet<number> = new Set([12, 13, 36])
/** What VK calls an unknown error. */
const UNKNOWN = 1
/** Too many requests this second. */
const TOO_MANY = 6

export const isTooMany = (reply: VkReply): boolean => !reply.ok && reply.code === TOO_MANY

/** vk-io sends a request again after error 6, without end: an answer to a person could be written long after its attempt was given up. And it
 *  goes wherever an answer points, with the key. */
class SingleRequest extends APIRequest {
  override async make(): Promise<unknown> {
    const { token, apiBaseUrl, apiVersion, apiTimeout, apiHeaders } = this.api.options
    const response = await fetch(`${apiBaseUrl}/${this.method}`, {
      method: 'POST',
      headers: { ...apiHeaders, ...this.headers },
      body: new URLSearchParams({ access_token: String(token), v: apiVersion, ...this.params }),
      redirect: 'error',
      signal: AbortSignal.timeout(apiTimeout),
    })
    const answer = (await response.json()) as { readonly error?: ConstructorParameters<typeof APIError>[0] } | null
    if (answer?.error !== undefined) throw new APIError(answer.error)
    return answer
  }
}

const apiOf = ({ token, apiBaseUrl }: VkClientOptions, perSecond: number): API =>
  new API({
    token,
    apiBaseUrl,
    apiVersion: VERSION,
    apiLimit: perSecond,
    apiRetryLimit: 0,
    apiTimeout: TIMEOUT_MS,
    apiMode: 'sequential',
  } as unknown as ConstructorParameters<typeof API>[0] & ICallbackServiceCaptchaPayload)

/** VK's API through vk-io: its rate bucket, half as fast after error 6, and none of its own repetitions. */
export function vkClient(options: VkClientOptions): VkClient {
  const rate = new Rate((perSecond) => apiOf(options, perSecond), options.perSecond)

  async function call(one: VkCall): Promise<VkReply> {
    const api = rate.bucket
    const reply = await asked(api, one)
    if (isTooMany(reply)) rate.tooFast(api)
    else rate.answered()
    return reply
  }

  /** One that is not answered costs the others nothing. */
  async function alone(calls: readonly VkCall[]): Promise<readonly VkReply[]> {
    const answers = await Promise.all(calls.map((one) => heard(call(one))))
    const [first] = answers
    if (first instanceof Unavailable && answers.every((one) => one instanceof Unavailable)) throw first
    return answers.map((one) => (one instanceof Unavailable ? silenceOf(one) : one))
  }

  async function batch(calls: readonly VkCall[]): Promise<readonly VkReply[]> {
    if (calls.length > BATCH_LIMIT) return [...(await batch(calls.slice(0, BATCH_LIMIT))), ...(await batch(calls.slice(BATCH_LIMIT)))]
    if (calls.length < 2) return Promise.all(calls.map(call))
    const api = rate.bucket
    const whole = await call({ method: 'execute', params: { code: scriptOf(calls) } })
    if (!whole.ok) return BATCH_FAILED.has(whole.code) ? alone(calls) : calls.map(() => whole)
    const replies = repliesOf(whole.response, calls.length)
    if (replies.some(isTooMany)) rate.tooFast(api)
    return replies
  }
  return { call, batch }
}

async function asked(api: API, { method, params }: VkCall): Promise<VkReply> {
  try {
    return { ok: true, response: await api.callWithRequest(new SingleRequest({ api, method, params: { ...params } })) }
  } catch (error) {
    if (error instanceof APIError && Number.isInteger(error.code)) return { ok: false, code: Number(error.code), message: error.message }
    throw new Unavailable(`VK did not answer ${method}`, { reason: reasonOf(error) }, { cause: error })
  }
}

/** `fetch` says what happened in the cause of its error. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error)

const scriptOf = (calls: readonly VkCall[]): string =>
  `return [${calls.map(({ method, params }) => `API.${method}(${JSON.stringify(params)})`).join(',')}];`

interface BatchResponse {
  readonly response?: unknown
  readonly errors?: readonly { readonly code?: string | number; readonly message?: string }[]
}

/** A failed call is `false` in its place; the errors stand in a list of their own, in the order of the failures. */
function repliesOf(raw: unknown, count: number): readonly VkReply[] {
  const { response, errors = [] } = (raw ?? {}) as BatchResponse
  if (!Array.isArray(response) || response.length !== count)
    throw new Unavailable('VK answered execute with something that is not a list of replies')
  let failed = 0
  return response.map((one: unknown): VkReply => {
    if (one !== false) return { ok: true, response: one }
    const error = errors[failed]
    failed += 1
    const code = Number(error?.code)
    return { ok: false, code: Number.isInteger(code) ? code : UNKNOWN, message: error?.message ?? 'no reason given' }
  })
}
