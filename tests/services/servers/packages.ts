import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

const succeeds = (file: string, ...args: readonly string[]): Promise<boolean> =>
  run(file, args).then(
    () => true,
    () => false,
  )

/** A program that a test calls, installed by the system's package manager where that is allowed. @throws {Error} `otherwise`, one sentence */
export async function need(program: string, packages: readonly string[], otherwise: string): Promise<void> {
  const present = (): Promise<boolean> => succeeds('which', program)
  if (await present()) return
  await install(packages)
  if (!(await present())) throw new Error(otherwise)
}

/** The first of the packages that can be had, where this account may install any. */
export async function install(packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return
  await succeeds('apt-get', 'update', '-q')
  for (const name of packages) {
    if (await succeeds('apt-get', 'install', '-y', '-q', '--no-install-recommends', name)) return
  }
}
