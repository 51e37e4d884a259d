import type { Store } from '../../../core/store.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'
import { type Fleet, fleet } from './fleet.ts'
import { servers } from './servers.ts'

export interface WiredFleet {
  readonly all: Fleet
  readonly store: Store
  /** To the node of Elasticsearch, for the processes that are given `throughWire`. */
  readonly wire: Proxy
  readonly throughWire: Readonly<Record<string, string>>
}

/** A fleet made before the first test of the suite that calls this, reported of after a failed one, and gone after the last. */
export function wiredFleet(env: Readonly<Record<string, string>>): () => WiredFleet {
  let made: WiredFleet | undefined
  const given = (): WiredFleet => {
    if (made === undefined) throw new Error('The fleet is made in the hook before the tests')
    return made
  }

  before(async () => {
    const wire = await proxy()
    wire.leadTo(Number(new URL((await servers()).nodes[0]!).port))
    const all = await fleet({ OTKLIK_DEMO: 'false', ...env })
    const store = await all.open()
    made = { all, store, wire, throughWire: { OTKLIK_ELASTICSEARCH__NODES: `http://127.0.0.1:${wire.port}` } }
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.log(await made?.all.report())
  })
  after(async () => {
    await made?.store.close()
    await made?.all.dispose()
    await made?.wire.close()
  })
  return given
}
