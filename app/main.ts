import { readFileSync } from 'node:fs'
import { PipelineError } from '../core/errors.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './cli/command.ts'
import { keepHeapsSmall } from './memory.ts'
import { whyNotWritten } from './why-not-written.ts'

type Load = () => Promise<CliCommand>

/** Loaded on demand, so that `--help` and small commands start at once. */
const COMMANDS: Readonly<Record<string, Load>> = {
  start: async () => (await import('./cli/start.ts')).startCommand,
  build: async () => (await import('./cli/build.ts')).buildCommand,
  replay: async () => (await import('./cli/replay.ts')).replayCommand,
  parse: async () => (await import('./cli/parse.ts')).parseCommand,
  classify: async () => (await import('./cli/classify.ts')).classifyCommand,
  'working-time': async () => (await import('./cli/working-time.ts')).workingTimeCommand,
  migrate: async () => (await import('./cli/migrate.ts')).migrateCommand,
  topics: async () => (await import('./cli/topics.ts')).topicsCommand,
  calendar: async () => (await import('./cli/calendar.ts')).calendarCommand,
  accounts: async () => (await import('./cli/accounts.ts')).accountsCommand,
  dead: async () => (await import('./cli/dead.ts')).deadCommand,
  doctor: async () => (await import('./cli/doctor.ts')).doctorCommand,
  backup: async () => (await import('./cli/backup.ts')).backupCommand,
  restore: async () => (await import('./cli/backup.ts')).restoreCommand,
  rebuild: async () => (await import('./cli/rebuild.ts')).rebuildCommand,
  verify: async () => (await import('./cli/verify.ts')).verifyCommand,
}

const HELP: ReadonlySet<string> = new Set(['--help', '-h'])

/** Runs one command and sets the exit code. The only place that reads the process. */
export async function main(argv: readonly string[]): Promise<void> {
  keepHeapsSmall()
  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    watched: process.stderr.isTTY === true,
    env: process.env,
  }
  const name = argv[0] ?? ''
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(outputLost(error, name, io)))
  // What nobody waits for: a thread of the process has died, and nothing would go on without it.
  process.on('uncaughtException', (error) => process.exit(explain(error, name, io)))
  process.exitCode = await runCommand(argv, io)
}

/** One-sentence errors; the stack is shown only for a bug. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name = 'help', ...rest] = argv
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (load === undefined) return name === '--version' ? version(io) : overview(name, io)
  const command = await load()
  if (rest.some((word) => HELP.has(word))) {
    io.stdout.write(`${command.summary}\n\n${command.help.trim()}\n`)
    return EXIT.ok
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    return explain(error, name, io)
  }
}

function version(io: Io): number {
  const { version: found } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  io.stdout.write(`otklik ${found}\n`)
  return EXIT.ok
}

async function overview(name: string, io: Io): Promise<number> {
  const known = name === 'help' || HELP.has(name)
  const lines = await Promise.all(
    Object.values(COMMANDS).map(async (load) => load().then((one) => `  ${one.name.padEnd(14)}${one.summary}`)),
  )
  const out = known ? io.stdout : io.stderr
  if (!known) out.write(`otklik: unknown command "${name}"\n\n`)
  out.write(`Usage: otklik COMMAND [options]\n\n${lines.join('\n')}\n\notklik COMMAND --help tells more.\n`)
  return known ? EXIT.ok : EXIT.usage
}

/** Whoever has read enough closes the pipe; on a full disk what was to be read is not there. */
function outputLost(error: NodeJS.ErrnoException, name: string, io: Io): number {
  if (error.code === 'EPIPE') return EXIT.ok
  io.stderr.write(`otklik ${name}: Standard output takes no more: ${whyNotWritten(error)}\n`)
  return EXIT.failed
}

function explain(error: unknown, name: string, io: Io): number {
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) {
    io.stderr.write(`otklik ${name}: ${error.message}. See otklik ${name} --help\n`)
    return EXIT.usage
  }
  if (error instanceof PipelineError) {
    const details = Object.keys(error.details).length === 0 ? '' : ` ${JSON.stringify(error.details)}`
    io.stderr.write(`otklik ${name}: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}${details}\n`)
    return EXIT.failed
  }
  io.stderr.write(`otklik ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}
