import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const COPIED = [
  'adapters',
  'app',
  'bin',
  'classifier',
  'collectors',
  'config',
  'console',
  'core',
  'package.json',
  'publishers',
  'router',
  'sla-engine',
]
const SHARED = ['node_modules', 'build']

/** Another release of the program beside this one. */
export interface Edition {
  /** Its `bin/otklik.mjs`. */
  readonly program: string
  /** One of its modules, with everything it imports, apart from our own. */
  load<T>(file: string): Promise<T>
  dispose(): void
}

/** A copy of the program with some lines changed: by file, what stands there and what stands there instead. @throws {Error} lines that are not there */
export function edition(changes: Readonly<Record<string, readonly [from: string, to: string]>>): Edition {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-edition-'))
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true })
  mkdirSync(join(root, 'build'), { recursive: true })
  for (const name of SHARED) symlinkSync(join(root, name), join(folder, name))
  for (const [file, [from, to]] of Object.entries(changes)) {
    const text = readFileSync(join(folder, file), 'utf8')
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
  return {
    program: join(folder, 'bin/otklik.mjs'),
    load: async <T>(file: string) => (await import(pathToFileURL(join(folder, file)).href)) as T,
    dispose: () => rmSync(folder, { recursive: true }),
  }
}
