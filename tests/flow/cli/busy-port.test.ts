import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ranBeside } from './ran.ts'

describe('An address that cannot be had', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-port-'))
  const data = join(folder, 'data')
  const other = createServer()
  before(() => new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve)))
  after(() => {
    other.close()
    rmSync(folder, { recursive: true })
  })
  const busy = (): string => String((other.address() as AddressInfo).port)

  it('is told in one sentence before anything is stored', async () => {
    const { code, out, err } = await ranBeside(['start', '--port', busy(), '--data', data], {})
    expect(err).to.equal(
      `otklik start: Otklik cannot listen on 127.0.0.1:${busy()}: another program listens there; host and port are settings\n`,
    )
    expect({ code, out, stored: existsSync(data) }).to.deep.equal({ code: 1, out: '', stored: false })
  })

  it('is told so by the doctor too', async () => {
    const { code, out } = await ranBeside(['doctor'], { OTKLIK_PORT: busy(), OTKLIK_DATA: data })
    expect(out).to.match(/^FAIL port: Otklik cannot listen on 127\.0\.0\.1:\d+: another program listens there/m)
    expect(code).to.equal(1)
  })

  it('is told of one that the machine does not have', async () => {
    const { code, err } = await ranBeside(['start', '--no-demo', '--host', '192.0.2.1', '--data', data], {})
    expect(err).to.match(/^otklik start: Otklik cannot listen on 192\.0\.2\.1:8080: this machine has no such address; [^\n]+\n$/)
    expect({ code, stored: existsSync(data) }).to.deep.equal({ code: 1, stored: false })
  })
})
