import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import loggers from 'kafkajs/src/loggers/index.js'
import Connection from 'kafkajs/src/network/connection.js'
import socketFactory from 'kafkajs/src/network/socketFactory.js'
import { reconnectClean } from '../../../adapters/kafka/kafkajs-reconnect.ts'
import { eventually } from '../../contract/subject.ts'

const LENGTH_OF_AN_ANSWER = Buffer.from([0, 0, 4, 0])

describe('a connection of kafkajs', () => {
  let server: Server
  let sockets: Socket[]
  let one: Connection

  beforeEach(async () => {
    reconnectClean()
    sockets = []
    server = createServer((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    one = new Connection({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      clientId: 'test',
      logger: loggers.createLogger({ level: 0, logCreator: () => () => {} }),
      socketFactory: socketFactory(),
      connectionTimeout: 1000,
      requestTimeout: 1000,
    })
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => void server.close(resolve))
  })

  const count = (wanted: number) =>
    eventually(
      async () => sockets.length,
      (length) => length >= wanted,
      2000,
    )

  it('has one socket for all who ask while it connects', async () => {
    await Promise.all([one.connect(), one.connect(), one.connect()])
    await count(1)
    expect(sockets).to.have.length(1)
  })

  it('begins anew after an answer of which only a part came', async () => {
    await one.connect()
    await count(1)
    sockets[0]?.write(Buffer.concat([LENGTH_OF_AN_ANSWER, Buffer.from('a part of it')]))
    await eventually(
      async () => one.bytesBuffered,
      (bytes) => bytes > 0,
      2000,
    )
    sockets[0]?.resetAndDestroy()
    await eventually(
      async () => one.isConnected(),
      (is) => !is,
      2000,
    )
    await one.connect()
    expect([one.bytesBuffered, one.bytesNeeded]).to.deep.equal([0, LENGTH_OF_AN_ANSWER.length])
  })
})
