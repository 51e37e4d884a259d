import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { assertAuthority } from '../../../config/authority-file.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { certificates } from '../../services/servers/certificates.ts'

describe('The file of whoever vouches for servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-authority-'))
  after(() => rmSync(folder, { recursive: true }))
  const holding = (text: string) => () => {
    writeFileSync(join(folder, 'file'), text)
    assertAuthority({ path: join(folder, 'file'), from: 'kafka.caFile (environment)' })
  }
  const says = (words: string): string => `kafka.caFile (environment) ${join(folder, 'file')} ${words}`

  it('is good with one certificate and with several, whatever is written between them', () => {
    const { ca, certificate } = certificates(join(folder, 'made'))
    const [one, other] = [readFileSync(ca, 'utf8'), readFileSync(certificate, 'utf8')]
    expect(holding(one)).not.to.throw()
    expect(holding(`# the old one\n${one}\r\n# the new one\n${other}`)).not.to.throw()
    expect(holding(`${one}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`)).to.throw(
      Misconfigured,
      says('holds a certificate that cannot be read, number 2'),
    )
    expect(holding(readFileSync(join(folder, 'made/ca.key'), 'utf8'))).to.throw(Misconfigured, says('holds no certificate'))
  })

  it('is refused with no certificate in it', () => {
    for (const text of ['', 'hello\n', '-----BEGIN CERTIFICATE-----\nAAAA\n'])
      expect(holding(text)).to.throw(Misconfigured, says('holds no'))
  })
})
