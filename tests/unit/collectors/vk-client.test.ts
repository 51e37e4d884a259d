import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { vkClient } from '../../../collectors/vk/client.ts'
import { Unavailable } from '../../../core/errors.ts'

describe('VK’s client', () => {
  const servers: Server[] = []
  const listening = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const failure = async (apiBaseUrl: string): Promise<unknown> =>
    vkClient({ token: 'vk1.a.secret', apiBaseUrl, perSecond: 20 })
      .call({ method: 'wall.get', params: { owner_id: -1 } })
      .catch((error: unknown) => error)
  afterEach(() => servers.splice(0).forEach((server) => server.close()))

  it('takes its key to no other address, whatever the declared one answers', async () => {
    const strangers: string[] = []
    const elsewhere = await listening((request, response) => {
      strangers.push(String(request.url))
      response.end('{"response":{"count":0,"items":[]}}')
    })
    for (const status of [301, 302, 307, 308]) {
      const declared = await listening((_, response) => void response.writeHead(status, { location: `${elsewhere}/steal` }).end())
      expect(await failure(declared), String(status)).to.be.instanceOf(Unavailable)
    }
    expect(strangers).to.deep.equal([])
  })

  it('says why there was no answer, and not with what key it asked', async () => {
    const closed = await listening(() => null)
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
    const error = (await failure(closed)) as Unavailable
    expect(error.message).to.equal('VK did not answer wall.get')
    expect(error.details['reason']).to.match(/ECONNREFUSED/)
    expect(JSON.stringify(error.details)).not.to.contain('secret')
  })

  for (const error of ['{"error":"server_error","error_description":"try later"}', '{"error":{"error_msg":"no code"}}', '{"error":null}'])
    it(`takes an error without a code of VK for no answer: ${error}`, async () => {
      const url = await listening((_, response) => void response.end(error))
      expect(await failure(url)).to.be.instanceOf(Unavailable)
    })
})
