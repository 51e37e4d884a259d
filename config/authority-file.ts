import { X509Certificate } from 'node:crypto'
import { Misconfigured } from '../core/errors.ts'
import { nameOf, type NamedFile, readNamed } from './named-file.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** TLS takes any text for the certificates of whoever vouches for a server, finds nobody in it and then trusts none.
 *  @throws {Misconfigured} in one sentence: a file that cannot be read, holds no certificate or one that is damaged */
export function assertAuthority(file: NamedFile): void {
  const blocks = readNamed(file).match(BLOCK) ?? []
  if (blocks.length === 0) throw new Misconfigured(`${nameOf(file)} holds no certificate (-----BEGIN CERTIFICATE-----)`)
  for (const [at, block] of blocks.entries())
    try {
      void new X509Certificate(block)
    } catch (cause) {
      throw new Misconfigured(`${nameOf(file)} holds a certificate that cannot be read, number ${at + 1}`, {}, { cause })
    }
}
