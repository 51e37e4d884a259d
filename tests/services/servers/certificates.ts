import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM files of an authority of our own and of a server on the loopback that it vouches for. */
export interface Certificates {
  readonly ca: string
  readonly certificate: string
  readonly key: string
}

const DAYS = '2'

/** Made anew in the folder by `openssl`. */
export function certificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const at = (name: string): string => join(folder, name)
  const openssl = (...options: readonly string[]): void => void execFileSync('openssl', options, { stdio: 'pipe' })
  writeFileSync(at('extensions'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', DAYS, '-subj', '/CN=own', '-keyout', at('ca.key'), '-out', at('ca.pem'))
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', at('raw.key'), '-out', at('server.csr'))
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('extensions'), '-days', DAYS]
  openssl('x509', '-req', '-in', at('server.csr'), ...signing, '-out', at('server.pem'))
  openssl('pkcs8', '-topk8', '-nocrypt', '-in', at('raw.key'), '-out', at('server.key'))
  return { ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key') }
}
