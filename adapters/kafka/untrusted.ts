/** Node's names for a certificate that it does not accept. */
const REFUSED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

interface Wrapped {
  readonly code?: unknown
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** Whether a server's certificate was not accepted, however deep a client library has wrapped that: no later try cures it. */
export function isUntrusted(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, cause, errors = [] } = error as Wrapped
  return REFUSED.has(String(code)) || [cause, ...errors].some(isUntrusted)
}
