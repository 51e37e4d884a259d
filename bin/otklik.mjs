#!/usr/bin/env node
// Runs on any Node, so that it can explain itself or hand over to the Node 24 that `npm ci` installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 24
/** The main thread's nursery. By default it grows to 134 MB, because V8 measures the machine and not the need. What runs for months beside others
 *  makes do with less than a command that works at full speed and ends. A value given from outside wins. */
const HEAP_OPTION = `--max-semi-space-size=${process.argv[2] === 'start' ? 12 : 24}`
/** What glibc keeps for itself. By default each thread has a pool of its own, in which what was freed stays, and the size above which a buffer is no
 *  part of a pool grows with the buffers that are freed: fixed, it keeps those of the network out. A value given from outside wins. */
const POOLS = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' }
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
const self = fileURLToPath(import.meta.url)
const options = process.env.NODE_OPTIONS ?? ''
const env = { ...POOLS, ...process.env, NODE_OPTIONS: `${HEAP_OPTION} ${options}` }
const isBornSo = options.includes('--max-semi-space-size') && Object.keys(POOLS).every((name) => name in process.env)

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  // Both are read at birth alone: this process begins once more with them.
  if (!isBornSo) process.execve?.(process.execPath, [process.execPath, ...process.execArgv, self, ...process.argv.slice(2)], env)
  const { main } = await import('../app/main.ts')
  await main(process.argv.slice(2))
} else if (existsSync(pinned)) {
  handOver()
} else {
  process.stderr.write(
    `Otklik needs Node ${NEEDED_MAJOR} or newer, found ${process.versions.node}: run "npm ci" on Linux x64 or arm64, or install Node ${NEEDED_MAJOR}.\n`,
  )
  process.exitCode = 1
}

function handOver() {
  const child = spawn(pinned, [self, ...process.argv.slice(2)], { stdio: 'inherit', env })
  // The terminal sends Ctrl+C to both; the parent only waits for the child to finish.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 1)
  })
}
