import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Analyse, analyser } from '../classifier/analysis.ts'
import { type DictionaryFiles, morphology } from '../classifier/morphology.ts'

const folder = join(dirname(createRequire(import.meta.url).resolve('az/package.json')), 'dicts')

const bytes = (name: string): ArrayBuffer => {
  const file = readFileSync(join(folder, name))
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
}

const strings = (name: string): readonly string[] => JSON.parse(readFileSync(join(folder, name), 'utf8')) as string[]

/** The OpenCorpora dictionary that comes with `az`: 389 thousand lexemes, 11 MB. */
export const dictionaryFiles = (): DictionaryFiles => ({
  words: bytes('words.dawg'),
  predictions: bytes('prediction-suffixes-0.dawg'),
  paradigms: bytes('paradigms.array'),
  suffixes: strings('suffixes.json'),
  tags: strings('gramtab-opencorpora-int.json'),
})

let shared: Analyse | null = null

/** One analysis for rules, search and model of this thread; the dictionary is read at the first call. */
export const analysis = (): Analyse => (shared ??= analyser(morphology(dictionaryFiles())))
