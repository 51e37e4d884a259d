import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { integrity } from '../../adapters/embedded/integrity.ts'
import { Misconfigured } from '../../core/errors.ts'
import { openStore, STORE_FILE } from '../open-store.ts'
import { type CliCommand, EXIT, UsageError } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `backup FOLDER`. */
export const backupCommand: CliCommand = {
  name: 'backup',
  summary: 'Writes a consistent copy of everything into a new folder',
  help: `
Usage: otklik backup FOLDER [--data DIR]

FOLDER must not exist. The copy is complete and checked; Otklik must not be running on the data folder.

Example:
  otklik backup /mnt/backups/2026-03-17

Exit codes: 0 written and checked, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { positionals, settings } = parseDataArgs(args, {}, io)
    const [folder] = positionals
    if (folder === undefined) throw new UsageError('name the folder to write')
    const store = await openStore(settings)
    try {
      await store.backup(folder)
    } finally {
      await store.close()
    }
    return report(await integrity(join(folder, STORE_FILE)), `backup written to ${folder}`, io)
  },
}

/** `restore FOLDER`. */
export const restoreCommand: CliCommand = {
  name: 'restore',
  summary: 'Fills an empty data folder from a backup',
  help: `
Usage: otklik restore FOLDER [--data DIR]

The data folder must be empty or absent: nothing is ever overwritten. The backup is checked first.

Example:
  otklik restore /mnt/backups/2026-03-17 --data /srv/otklik

Exit codes: 0 restored, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { positionals, settings } = parseDataArgs(args, {}, io)
    const [folder] = positionals
    if (folder === undefined) throw new UsageError('name the backup folder')
    if (!existsSync(join(folder, STORE_FILE))) throw new Misconfigured(`No backup in ${folder}: ${STORE_FILE} is missing`)
    if (existsSync(settings.data) && readdirSync(settings.data).length > 0) {
      throw new Misconfigured(`The data folder ${settings.data} is not empty: restore never overwrites`)
    }
    const problems = await integrity(join(folder, STORE_FILE))
    if (problems.length > 0) return report(problems, '', io)
    mkdirSync(settings.data, { recursive: true })
    cpSync(join(folder, STORE_FILE), join(settings.data, STORE_FILE))
    return report(await integrity(join(settings.data, STORE_FILE)), `restored into ${settings.data}`, io)
  },
}

function report(problems: readonly string[], done: string, io: Parameters<CliCommand['run']>[1]): number {
  for (const problem of problems) io.stderr.write(`${problem}\n`)
  if (problems.length === 0) io.stdout.write(`${done}\n`)
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}
