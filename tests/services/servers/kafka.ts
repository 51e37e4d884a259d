import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import type { Certificates } from './certificates.ts'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { freePort, type Server, started } from './server.ts'

const VERSION = '4.4.0'
const LOGGING = '2.25.5'

/** Who may connect to a broker that lets nobody in without a name. The first one may do everything. */
export interface KafkaSecurity {
  readonly certificates: Certificates
  readonly accounts: readonly { readonly username: string; readonly password: string }[]
}

/** A real broker and controller in one JVM on the loopback, with nothing in it. With `security` clients come in by SASL over TLS alone, by
 *  every mechanism, and may do what they were allowed to. */
export async function startKafka(folder: string, security: KafkaSecurity | null = null): Promise<Server> {
  const java = join(await javaHome(), 'bin/java')
  const libraries = await programs()
  const [port, controller] = [await freePort(), await freePort()]
  mkdirSync(folder, { recursive: true })
  const properties = join(folder, 'server.properties')
  const all = { ...settings(folder, port, controller), ...(security !== null && secured(security, [port, controller, await freePort()])) }
  writeFileSync(
    properties,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const id = randomBytes(16).toString('base64url')
  const format = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties, ...(security?.accounts ?? []).flatMap(scram)]
  execFileSync(java, ['-Xmx128m', '-cp', `${libraries}/*`, ...format], { stdio: 'pipe' })
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
const settings = (folder: string, port: number, controller: number): Readonly<Record<string, string | number | boolean>> => ({
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
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  'log.retention.check.interval.ms': NEVER_MS,
})

const scram = ({ username, password }: KafkaSecurity['accounts'][number]): readonly string[] =>
  ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`])

/** The broker speaks to itself in the clear: only its own listener is anybody's business. */
function secured(
  { certificates, accounts }: KafkaSecurity,
  [port, controller, internal]: readonly number[],
): Readonly<Record<string, string>> {
  const pem = (file: string): string => readFileSync(file, 'utf8').trim().replaceAll('\n', '\\n')
  const [administrator] = accounts
  const plain = accounts.map(({ username, password }) => `user_${username}="${password}"`).join(' ')
  const login = 'org.apache.kafka.common.security'
  return {
    listeners: `SASL_SSL://127.0.0.1:${port},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `SASL_SSL://127.0.0.1:${port},INTERNAL://127.0.0.1:${internal}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required ${plain};`,
    'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': pem(certificates.certificate),
    'ssl.keystore.key': pem(certificates.key),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${administrator?.username};User:ANONYMOUS`,
  }
}
