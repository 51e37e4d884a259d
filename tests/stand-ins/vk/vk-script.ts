import { VkFailure } from './vk-failure.ts'

const CALL = /API\.([\w.]+)\((\{.*?\})\)(?=[,\]])/g
const MOST_CALLS = 25

interface ExecuteAnswer {
  readonly response: readonly unknown[]
  readonly execute_errors?: readonly { readonly method: string; readonly error_code: number; readonly error_msg: string }[]
}

/** `execute` as clients use it, a list of calls: a failed one is `false` in its place, and the errors stand beside. @throws {VkFailure} too many calls */
export function execute(code: string, call: (method: string, params: Record<string, string>) => unknown): ExecuteAnswer {
  const calls = [...code.matchAll(CALL)]
  if (calls.length > MOST_CALLS) throw new VkFailure(12, 'Unable to compile code: too many API calls')
  const errors: NonNullable<ExecuteAnswer['execute_errors']>[number][] = []
  const response = calls.map(([, method = '', json = '{}']) => {
    try {
      return call(method, texts(JSON.parse(json) as Record<string, unknown>))
    } catch (error) {
      if (!(error instanceof VkFailure)) throw error
      errors.push({ method, error_code: error.code, error_msg: error.message })
      return false
    }
  })
  return errors.length === 0 ? { response } : { response, execute_errors: errors }
}

const texts = (params: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]))
