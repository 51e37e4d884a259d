import { existsSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { environmentLayer, filesNamed, type Layer, loadSettings } from '../../config/load-settings.ts'
import { assertAuthority } from '../../config/authority-file.ts'
import { type NamedFile, nameOf, readNamed } from '../../config/named-file.ts'
import { readTree } from '../../config/read-yaml.ts'
import type { Settings } from '../../config/settings.ts'
import { Misconfigured } from '../../core/errors.ts'
import { type Io, UsageError } from './command.ts'

/** Options that every command which opens the data folder understands. */
export const SETTINGS_OPTIONS = {
  data: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

const OWN_FILE = { path: 'config/settings.yaml', from: 'settings file' }

export interface Effective {
  readonly settings: Settings
  readonly layers: readonly Layer[]
}

/** Layers in order: settings file (`--config` or `config/settings.yaml`), environment, command line.
 *  @throws {Misconfigured} in one sentence, also of a file that a setting names and nobody can read: no later try at a server would cure it */
export function effectiveSettings(
  flags: Readonly<Record<string, unknown>>,
  configFile: string | undefined,
  io: Pick<Io, 'env'>,
): Effective {
  const file = configFile === undefined ? OWN_FILE : { path: configFile, from: '--config' }
  const layers: Layer[] = []
  if (configFile !== undefined || existsSync(file.path)) layers.push(fileLayer(file))
  layers.push(environmentLayer(io.env, readNamed))
  layers.push({ name: 'command line', values: Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) })
  const settings = loadSettings(layers)
  for (const named of filesNamed(settings, layers)) assertAuthority(named)
  return { settings, layers }
}

function fileLayer(file: NamedFile): Layer {
  const values = readTree(file) ?? {}
  if (typeof values !== 'object' || Array.isArray(values))
    throw new Misconfigured(`${nameOf(file)} holds no settings, which are lines of "name: value"`)
  return { name: file.path, values: values as Layer['values'] }
}

/** For commands whose only settings flag is `--data`. `most`: how many words a command takes, one file or folder unless it says otherwise.
 *  @throws {UsageError} a word too many: whoever wrote it meant something by it */
export function parseDataArgs<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  io: Pick<Io, 'env'>,
  most = 1,
) {
  const parsed = parseArgs({ args: [...args], options: { ...SETTINGS_OPTIONS, ...options }, allowPositionals: true })
  const spare = parsed.positionals[most]
  if (spare !== undefined) throw new UsageError(`"${spare}" is a word too many`)
  const flags = parsed.values as { data?: string; config?: string }
  return { ...parsed, settings: effectiveSettings({ data: flags.data }, flags.config, io).settings }
}
