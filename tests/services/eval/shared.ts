import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../shared/', import.meta.url))

/** A file of the evaluation data, which is never part of the project. @throws {Error} one sentence when it is not there */
export function shared(path: string): string {
  if (!existsSync(root + path)) throw new Error(`The evaluation needs ${path} in the folder ../shared beside the checkout.`)
  return root + path
}
