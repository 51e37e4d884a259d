import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A wire between clients and a server that can be cut, stuffed and made long. */
export interface Proxy {
  readonly port: number
  /** Where it leads; set once the server's port is known. */
  leadTo(port: number): void
  /** Connections break, new ones are refused. */
  cut(): void
  /** Connections stay open and carry nothing, for ever; new ones open and carry nothing until `heal`. As behind a firewall that has
   *  forgotten them. */
  silence(): void
  /** Every piece of data arrives this much later, in both directions. */
  delay(ms: number): void
  /** New connections are as good as ever. */
  heal(): void
  close(): Promise<void>
}

type State = 'open' | 'cut' | 'silent'

interface Wire {
  readonly ends: readonly Socket[]
  dead: boolean
}

/** On a free port of the loopback. */
export async function proxy(): Promise<Proxy> {
  const wires = new Set<Wire>()
  let [state, target, delayMs]: [State, number, number] = ['open', 0, 0]
  const server = createServer((near) => {
    if (state === 'cut') return void near.resetAndDestroy()
    const far = connect(target, '127.0.0.1')
    const wire: Wire = { ends: [near, far], dead: state === 'silent' }
    wires.add(wire)
    carry(wire, [near, far], () => delayMs)
    carry(wire, [far, near], () => delayMs)
    for (const end of wire.ends) {
      end.on('error', () => end.destroy())
      end.once('close', (isBroken) => {
        if (wire.dead) return
        // One end may be left waiting for the other: it is broken with the rest.
        if (wire.ends.every((one) => one.destroyed)) wires.delete(wire)
        // What was said before a proper end is still carried.
        if (isBroken) for (const other of wire.ends) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const breakAll = (): void => {
    for (const { ends } of wires) for (const end of ends) end.resetAndDestroy()
    wires.clear()
  }
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => void (target = port),
    cut() {
      state = 'cut'
      breakAll()
    },
    silence() {
      state = 'silent'
      for (const wire of wires) wire.dead = true
    },
    delay: (ms) => void (delayMs = ms),
    heal: () => void ([state, delayMs] = ['open', 0]),
    async close() {
      breakAll()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

/** Passes data on in its order, each piece not before its time. */
function carry(wire: Wire, [from, to]: readonly [Socket, Socket], delayMs: () => number): void {
  let last = Promise.resolve()
  from.on('data', (data) => {
    if (wire.dead) return
    const wait = delayMs()
    if (wait === 0) from.pause()
    const due = sleep(wait)
    last = last.then(async () => {
      await due
      if (!wire.dead && !to.write(data)) await new Promise<void>((resolve) => void (to.once('drain', resolve), to.once('close', resolve)))
      from.resume()
    })
  })
  from.on('end', () => {
    if (!wire.dead) void last.then(() => to.end())
  })
}
