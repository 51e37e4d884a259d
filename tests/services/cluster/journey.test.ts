import { journey, type StartOtklik } from '../../browser/journey.suite.ts'
import { EVERY_ROLE, fleet } from './fleet.ts'

/** Every role in a process of its own, stopped together as a supervisor does. */
const everyRoleAlone: StartOtklik = async (env) => {
  const all = await fleet(env)
  const processes = await Promise.all(EVERY_ROLE.map((role) => all.start([role])))
  return {
    url: processes[0]?.url ?? '',
    async stop() {
      const codes = await Promise.all(processes.map((one) => one.stop()))
      return codes.find((code) => code !== 0) ?? 0
    },
    dispose: () => all.dispose(),
  }
}

journey('a message in a real browser, every role its own process on Kafka and Elasticsearch', everyRoleAlone)
