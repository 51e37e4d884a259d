import { loadRegion } from '../../config/load-region.ts'
import { buildWhenStale } from '../build.ts'
import { logger } from '../logger.ts'
import { type CliCommand, EXIT } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `build`. */
export const buildCommand: CliCommand = {
  name: 'build',
  summary: 'Builds the console and the topic model ahead of the first start',
  help: `
Usage: otklik build [--config FILE] [--json]

A start builds what is missing by itself; this is for images whose root file system is read-only. What is fresh is left
alone.

  --json   one JSON object: what was built and what was fresh

Example:
  otklik build

Exit codes: 0 built or fresh already, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, settings } = parseDataArgs(args, {}, io, 0)
    const found = await buildWhenStale(loadRegion(settings.region), logger(settings, 'build'))
    io.stdout.write(values.json === true ? `${JSON.stringify(found)}\n` : `topic model ${found.topicModel}, console ${found.console}\n`)
    return EXIT.ok
  },
}
