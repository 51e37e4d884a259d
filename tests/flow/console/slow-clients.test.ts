import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { otklikProcess } from '../../browser/otklik-process.ts'
import { offered, servedConsole } from './served-console.ts'

const BEGUN = 'POST /api/sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{'

describe('A request whose body does not come', function () {
  this.timeout(180_000)
  const { another } = servedConsole(offered(), [])

  it('is waited for no longer than a minute', async () => {
    const app = await another()
    await app.listen({ host: '127.0.0.1', port: 0 })
    expect(app.server.requestTimeout).to.equal(60_000)
    await app.close()
  })

  it('does not spoil a stop', async () => {
    const otklik = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0' })
    const sockets: Socket[] = []
    try {
      const { hostname, port } = new URL(otklik.url)
      // What is closed in the middle may be reset.
      const begun = connect(Number(port), hostname).on('error', () => undefined)
      sockets.push(begun)
      begun.write(BEGUN)
      // Connections are read in the order they came in: once the later one is answered, the other is begun.
      const later = connect(Number(port), hostname)
      sockets.push(later)
      later.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
      await once(later, 'data')
      expect(await otklik.stop()).to.equal(0)
    } finally {
      for (const socket of sockets) socket.destroy()
      await otklik.dispose()
    }
  })
})
