import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Certificates } from './certificates.ts'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { type Program, program } from './program.ts'
import { allStarted, freePort } from './server.ts'

const run = promisify(execFile)
const VERSION = '4.4.0'
const LOGGING = '2.25.5'

/** Who may connect to a broker that lets nobody in without a name. The first one may do everything. */
export interface KafkaSecurity {
  readonly certificates: Certificates
  readonly accounts: readonly { readonly username: string; readonly password: string }[]
}

export interface KafkaOptions {
  /** Clients come in by SASL over TLS alone, by every mechanism, and may do what they were allowed to. */
  readonly security?: KafkaSecurity
  /** Port that clients are told to connect to, where it is not the broker's own. */
  readonly advertised?: (port: number) => number
  /** More lines of `server.properties`. */
  readonly settings?: Settings
}

type Settings = Readonly<Record<string, string | number | boolean>>

/** A real broker and controller in one JVM on the loopback, with nothing in it. */
export async function startKafka(folder: string, { security, advertised, settings: more }: KafkaOptions = {}): Promise<Program> {
  const [port, controller] = [await freePort(), await freePort()]
  const place = { port, advertised: advertised?.(port) ?? port, controllers: [controller], index: 0 }
  return broker(folder, port, security?.accounts ?? [], {
    ...settings(folder, place),
    ...(security !== undefined && secured(security, [port, controller, await freePort()])),
    ...more,
  })
}

/** Three of them as one cluster: every partition has a copy on each, and an append is acknowledged once two have it. */
export async function startKafkaCluster(folder: string): Promise<readonly Program[]> {
  const nodes = await Promise.all([1, 2, 3].map(async () => ({ port: await freePort(), controller: await freePort() })))
  const controllers = nodes.map((node) => node.controller)
  return allStarted(
    nodes.map(({ port }, index) => {
      const own = join(folder, `node${index + 1}`)
      return broker(own, port, [], { ...settings(own, { port, advertised: port, controllers, index }), ...REPLICATED })
    }),
  )
}

interface Place {
  readonly port: number
  /** Where clients are told to go. */
  readonly advertised: number
  /** Ports of all controllers. */
  readonly controllers: readonly number[]
  /** Of this node among them. */
  readonly index: number
}

/** Begins with a letter: a leading dash would be an option on the command line. */
const CLUSTER_ID = `k${randomBytes(16).toString('base64url').slice(1)}`

async function broker(folder: string, port: number, accounts: KafkaSecurity['accounts'], all: Settings): Promise<Program> {
  const java = join(await javaHome(), 'bin/java')
  const libraries = await programs()
  mkdirSync(folder, { recursive: true })
  const properties = join(folder, 'server.properties')
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(properties, lines.join(''))
  const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties, ...accounts.flatMap(scram)]
  await run(java, ['-Xmx128m', '-cp', `${libraries}/*`, ...format])
  const logging = `-Dlog4j2.configurationFile=${join(libraries, 'log4j2.properties')}`
  const memory = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC']
  return program({
    folder,
    command: [java, ...memory, logging, '-cp', `${libraries}/*`, 'kafka.Kafka', properties],
    env: process.env,
    address: `127.0.0.1:${port}`,
    port,
    isReady: (said) => said.includes('Kafka Server started'),
  })
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
const settings = (folder: string, { port, advertised, controllers, index }: Place): Settings => ({
  'process.roles': 'broker,controller',
  'node.id': index + 1,
  'controller.quorum.voters': controllers.map((one, at) => `${at + 1}@127.0.0.1:${one}`).join(),
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllers[index]}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertised}`,
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
  'log.initial.task.delay.ms': NEVER_MS,
  // The controller notices a broker that is gone, or back, within three seconds.
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 500,
})

const REPLICATED: Settings = {
  'default.replication.factor': 3,
  'min.insync.replicas': 2,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
  'transaction.state.log.min.isr': 2,
}

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
