import Connection from 'kafkajs/src/network/connection.js'

const { connect } = Connection.prototype
/** Of an answer's length, with which it begins. */
const LENGTH_BYTES = 4
/** Longer than kafkajs tries to connect: one that it has forgotten must not be waited for. */
const FORGOTTEN_AFTER_MS = 5000

const connecting = new WeakMap<Connection, Promise<unknown>>()

/** kafkajs uses a connection again after its socket has broken, and takes what comes on the new one for the rest of an answer of which the old one
 *  brought a part: it would read lengths out of the middle of messages for ever. And whoever asks while it connects would get a socket of their
 *  own, of which the first is lost and ends the others' requests when it closes. Here the parts are forgotten, and a socket is shared. */
export function reconnectClean(): void {
  Connection.prototype.connect = function begin() {
    if (this.isConnected()) return Promise.resolve(true)
    return connecting.get(this) ?? begun(this)
  }
}

function begun(one: Connection): Promise<unknown> {
  Object.assign(one, { chunks: [], bytesBuffered: 0, bytesNeeded: LENGTH_BYTES })
  const under = connect.call(one)
  connecting.set(one, under)
  const forget = (): void => {
    if (connecting.get(one) === under) connecting.delete(one)
  }
  under.then(forget, forget)
  setTimeout(forget, FORGOTTEN_AFTER_MS).unref()
  return under
}
