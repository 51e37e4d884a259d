import { servers, stopServers } from './servers.ts'

const START_WITHIN_MS = 600_000

/** Root hooks of `npm run test:cluster`: real servers before the first test, none left after the last. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(START_WITHIN_MS)
    await servers()
  },
  async afterAll() {
    await stopServers()
  },
}
