import { existsSync, readFileSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { parse } from 'yaml'
import { environmentLayer, type Layer, loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../config/settings.ts'
import type { Io } from './command.ts'

/** Options that every command which opens the data folder understands. */
export const SETTINGS_OPTIONS = {
  data: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

export interface Effective {
  readonly settings: Settings
  readonly layers: readonly Layer[]
}

/** Layers in order: settings file (`--config` or `config/settings.yaml`), environment, command line. */
export function effectiveSettings(
  flags: Readonly<Record<string, unknown>>,
  configFile: string | undefined,
  io: Pick<Io, 'env'>,
): Effective {
  const file = configFile ?? 'config/settings.yaml'
  const layers: Layer[] = []
  if (configFile !== undefined || existsSync(file))
    layers.push({ name: file, values: (parse(readFileSync(file, 'utf8')) ?? {}) as Layer['values'] })
  layers.push(environmentLayer(io.env, (path) => readFileSync(path, 'utf8')))
  layers.push({ name: 'command line', values: Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) })
  return { settings: loadSettings(layers), layers }
}

/** For commands whose only settings flag is `--data`. */
export function parseDataArgs<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T, io: Pick<Io, 'env'>) {
  const parsed = parseArgs({ args: [...args], options: { ...SETTINGS_OPTIONS, ...options }, allowPositionals: true })
  const flags = parsed.values as { data?: string; config?: string }
  return { ...parsed, settings: effectiveSettings({ data: flags.data }, flags.config, io).settings }
}
