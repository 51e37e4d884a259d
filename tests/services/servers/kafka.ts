import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { freePort, type Server, started } from './server.ts'

const VERSION = '4.4.0'
const LOGGING = '2.25.5'

/** A real broker and controller in one JVM on the loopback, with nothing in it. */
export async function startKafka(folder: string): Promise<Server> {
  const java = join(await javaHome(), 'bin/java')
  const libraries = await programs()
  const [port, controller] = [await freePort(), await freePort()]
  mkdirSync(folder, { recursive: true })
  const properties = join(folder, 'server.properties')
  writeFileSync(properties, settings(folder, port, controller))
  const id = randomBytes(16).toString('base64url')
  execFileSync(java, ['-Xmx128m', '-cp', `${libraries}/*`, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], {
    stdio: 'pipe',
  })
  const output = join(folder, 'out.log')
  const log = openSync(output, 'w')
  const logging = `-Dlog4j2.configurationFile=${join(libraries, 'log4j2.properties')}`
  const memory = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC']
  const child = spawn(java, [...memory, logging, '-cp', `${libraries}/*`, 'kafka.Kafka', properties], {
    stdio: ['ignore', log, log],
    detached: true,
  })
  const server = {
    address: `127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const said = (): string => readFileSync(output, 'utf8')
  return started(server, () => said().includes('Kafka Server started'), said)
}

async function programs(): Promise<string> {
  const home = join(cacheFolder, `kafka-${VERSION}`)
  const libraries = join(home, 'libs')
  if (existsSync(join(home, 'complete'))) return libraries
  mkdirSync(home, { recursive: true })
  const pom = join(home, 'pom.xml')
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOGGING}</version></dependency>
</dependencies></project>`,
  )
  await maven('copy-dependencies', `--file=${pom}`, '-DincludeScope=runtime', `-DoutputDirectory=${libraries}`)
  writeFileSync(
    join(libraries, 'log4j2.properties'),
    'appender.o.type=Console\nappender.o.name=O\nappender.o.layout.type=PatternLayout\nappender.o.layout.pattern=%d %p %c{1} %m%n\nrootLogger.level=info\nrootLogger.appenderRef.o.ref=O\n',
  )
  writeFileSync(join(home, 'complete'), '')
  return libraries
}

const NEVER_MS = 86_400_000

/** Retention is only what a test asks for: the messages of the tests have dates of their own. */
const settings = (folder: string, port: number, controller: number): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'log.retention.check.interval.ms': NEVER_MS,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
