import { Misconfigured } from '../core/errors.ts'
import type { NamedFile } from './named-file.ts'
import { FILE_PATHS, SECRET_PATHS, SettingsSchema, type Settings } from './settings.ts'

type Tree = { readonly [key: string]: unknown }

/** The one layer that may hold secrets. */
const ENVIRONMENT = 'environment'

/** One source of settings, weakest first: `default`, `file`, `environment`, `command line`. */
export interface Layer {
  readonly name: string
  readonly values: Tree
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Later layers win; objects merge, arrays replace. */
function merge(base: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value
  }
  return merged
}

const at = (tree: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (isTree(node) && Object.hasOwn(node, key) ? node[String(key)] : undefined), tree)

/** A list comes from one layer, whichever of its items is asked for. */
function layerOf(layers: readonly Layer[], path: readonly PropertyKey[]): string {
  const item = path.findIndex((key) => typeof key === 'number')
  const whole = item === -1 ? path : path.slice(0, item)
  return layers.findLast((layer) => at(layer.values, whole) !== undefined)?.name ?? 'built-in default'
}

/** Parses all layers at once. @throws {Misconfigured} listing every problem with its path and layer. */
export function loadSettings(layers: readonly Layer[]): Settings {
  const parsed = SettingsSchema.safeParse(layers.map((layer) => layer.values).reduce(merge, {}))
  const exposed = layers.flatMap(exposedSecrets)
  if (parsed.success && exposed.length === 0) return deepFreeze(parsed.data)
  const issues = parsed.error?.issues ?? []
  const problems = [
    ...exposed,
    ...issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.flatMap((key) => unknownSetting(layers, [...issue.path, key]))
        : [`${issue.path.join('.') || 'settings'} (${layerOf(layers, issue.path)}): ${issue.message}`],
    ),
  ]
  throw new Misconfigured(`The settings cannot be used: ${problems.join('; ')}`)
}

/** Wherever it stands; what the environment calls it is another word. */
function unknownSetting(layers: readonly Layer[], path: readonly PropertyKey[]): readonly string[] {
  const name = path.join('.')
  return layers
    .filter(({ values }) => at(values, path) !== undefined)
    .map((layer) => `${name} (${layer.name === ENVIRONMENT ? `${ENVIRONMENT}, ${variableOf(name)}` : layer.name}): Unrecognized key`)
}

/** Files are copied and command lines are seen by everybody on the machine. */
function exposedSecrets({ name, values }: Layer): readonly string[] {
  if (name === ENVIRONMENT) return []
  const found = [...SECRET_PATHS].filter((path) => at(values, path.split('.')) !== undefined)
  return found.map((path) => `${path} (${name}): a secret comes from ${variableOf(path)} or ${variableOf(path)}_FILE only`)
}

const variableOf = (path: string): string =>
  `OTKLIK_${path
    .replaceAll('.', '__')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`

/** Effective leaves with the layer each comes from, secrets masked. */
export function explainSettings(settings: Settings, layers: readonly Layer[]): readonly { path: string; value: unknown; layer: string }[] {
  const rows: { path: string; value: unknown; layer: string }[] = []
  const visit = (node: Tree, path: readonly string[]): void => {
    for (const [key, value] of Object.entries(node)) {
      const here = [...path, key]
      if (isTree(value)) visit(value, here)
      else rows.push({ path: here.join('.'), value: shown(here.join('.'), value), layer: layerOf(layers, here) })
    }
  }
  visit(settings, [])
  return rows
}

/** Files that are settings themselves, with the setting and the layer that names each. */
export const filesNamed = (settings: Settings, layers: readonly Layer[]): readonly NamedFile[] =>
  explainSettings(settings, layers).flatMap(({ path, value, layer }) =>
    FILE_PATHS.has(path) && typeof value === 'string' ? [{ path: value, from: `${path} (${layer})` }] : [],
  )

const shown = (path: string, value: unknown): unknown => (SECRET_PATHS.has(path) && value !== null ? '••••' : value)

const camel = (word: string): string => word.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const pathOf = (name: string): readonly string[] => name.slice('OTKLIK_'.length).split('__').map(camel)

/** `OTKLIK_VK__POLL_MS=500` becomes `{ vk: { pollMs: '500' } }`; a name that ends in `_FILE` reads the value from that file.
 *  @throws {Misconfigured} two variables for one setting: which of them was meant nobody knows */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>, read: (file: NamedFile) => string): Layer {
  let values: Tree = {}
  const given = new Map<string, string>()
  for (const [name, raw] of Object.entries(env)) {
    if (!name.startsWith('OTKLIK_') || name.startsWith('OTKLIK_TEST_') || raw === undefined) continue
    const { path, isFile } = variable(name)
    const setting = path.join('.')
    const other = given.get(setting)
    if (other !== undefined) throw new Misconfigured(`${other} and ${name} both give ${setting}: leave out one of them`)
    given.set(setting, name)
    const value = isFile ? read({ path: raw, from: name }).trim() : raw
    values = merge(values, path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree)
  }
  return { name: ENVIRONMENT, values }
}

/** What a variable gives, and whether it names a file that holds the value. */
function variable(name: string): { readonly path: readonly string[]; readonly isFile: boolean } {
  const path = pathOf(name)
  const isFile = name.endsWith('_FILE') && !FILE_PATHS.has(path.join('.'))
  return { path: isFile ? pathOf(name.replace(/_FILE$/, '')) : path, isFile }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
