import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { install, need } from './packages.ts'

const run = promisify(execFile)

/** Where the servers' programs are kept between runs; readable for the account that Elasticsearch runs as. */
export const cacheFolder = process.env.OTKLIK_TEST_CACHE ?? '/var/tmp/otklik-test'

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** Runs a goal of Maven's dependency plugin with options as its command line takes them. @throws {Error} in one sentence when Maven is missing or fails */
export async function maven(goal: string, ...options: readonly string[]): Promise<void> {
  await need('mvn', ['maven'], 'The cluster tests need mvn: install it, or set OTKLIK_TEST_KAFKA and OTKLIK_TEST_ELASTICSEARCH')
  try {
    await run('mvn', ['-q', '-B', `${COPY}:${goal}`, ...options])
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string }
    throw new Error(`Maven could not fetch the test server: ${stdout.trim().slice(0, 500)}`)
  }
}

const JAVA_FOLDERS = '/usr/lib/jvm'
const NEEDED_JAVA = 21

/** The newest Java of at least 21. @throws {Error} in one sentence when there is none and none can be installed */
export async function javaHome(): Promise<string> {
  const find = (): string | undefined =>
    existsSync(JAVA_FOLDERS)
      ? readdirSync(JAVA_FOLDERS)
          .map((name) => ({ name, version: Number(/\d+/.exec(name)?.[0] ?? 0) }))
          .filter(({ name, version }) => version >= NEEDED_JAVA && existsSync(`${JAVA_FOLDERS}/${name}/bin/java`))
          .toSorted((a, b) => b.version - a.version)
          .map(({ name }) => `${JAVA_FOLDERS}/${name}`)[0]
      : undefined
  const found = process.env.OTKLIK_TEST_JAVA_HOME ?? find()
  if (found !== undefined) return found
  await install(['openjdk-25-jre-headless', 'openjdk-21-jre-headless'])
  const installed = find()
  if (installed === undefined)
    throw new Error(`The cluster tests need Java ${NEEDED_JAVA} or newer: install it, or set OTKLIK_TEST_JAVA_HOME`)
  return installed
}
