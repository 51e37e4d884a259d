import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { modelBytes, modelFrom } from '../classifier/topic-model/model-file.ts'
import type { TopicModel } from '../classifier/topic-model/topic-model.ts'
import { trainTopicModel } from '../classifier/topic-model/train.ts'
import type { Region } from '../config/load-region.ts'
import { analysis } from './dictionary.ts'

const buildFolder = fileURLToPath(new URL('../build', import.meta.url))
const codeFolder = fileURLToPath(new URL('../classifier/topic-model', import.meta.url))

/** The model of these seeds and this code: named by the hash of both, so that a stale file is never read. */
function versionOf({ topics, seeds }: Pick<Region, 'topics' | 'seeds'>): string {
  const hash = createHash('sha256').update(JSON.stringify([topics, seeds]))
  for (const name of readdirSync(codeFolder).toSorted()) hash.update(readFileSync(join(codeFolder, name)))
  return hash.digest('hex').slice(0, 16)
}

const fileOf = (region: Region, version: string): string => join(buildFolder, `topics-${region.region.id}-${version}.model`)

/** Trains the model when the seeds or the code have changed (some seconds). `isNew`: it had to. */
export function trainedTopicModel(region: Region): { readonly file: string; readonly isNew: boolean } {
  const version = versionOf(region)
  const file = fileOf(region, version)
  const isNew = !existsSync(file)
  if (isNew) save(file, trainTopicModel({ topics: region.topics, seeds: region.seeds, analyse: analysis(), version }))
  return { file, isNew }
}

/** Reads the model, which is trained first where it must be. */
export function topicModel(region: Region): TopicModel {
  const bytes = readFileSync(trainedTopicModel(region).file)
  return modelFrom(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** Written aside and renamed: a second process never reads half a file. */
function save(file: string, model: TopicModel): void {
  mkdirSync(buildFolder, { recursive: true })
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, modelBytes(model))
  renameSync(aside, file)
}
