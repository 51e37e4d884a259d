import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collect } from '../../app/flows/collect.ts'
import { CLASSIFIER } from '../../app/flows/classify.ts'
import { drain } from '../../app/flows/drain.ts'
import { logger } from '../../app/logger.ts'
import { keepHeapsSmall } from '../../app/memory.ts'
import { openFolder } from '../../app/open-store.ts'
import { frameOf, stagesOf } from '../../app/pipeline.ts'
import { pipelineThread } from '../../app/pipeline-thread.ts'
import { replayCollector } from '../../collectors/replay.ts'
import { loadRegion } from '../../config/load-region.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { settingsWithRoles } from '../../config/settings.ts'
import type { Measurement } from './bench.ts'

const BATCH = 256
/** The system counts what is written in these. */
const BLOCK_BYTES = 512
/** Read before the clock starts: a process that has just begun compiles itself, which is a tenth of its time for half a minute. */
const WARM_UP = 5000

/** Collected → archived and in the queue, every hop durable, classification, intake and writer each in a thread. */
async function wholePath(texts: readonly string[]): Promise<{ postsPerSecond: number; cpuUsPerPost: number; writtenKbPerPost: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
  const settings = settingsWithRoles(loadSettings([{ name: 'bench', values: { data: folder, logLevel: 'silent' } }]), ['route'])
  const region = loadRegion('kursk')
  const store = await openFolder(
    settings,
    region.agencies.agencies.map((agency) => agency.id),
  )
  const signal = new AbortController().signal
  const stages = await stagesOf({ settings, store, signal }, region)
  const classifier = await pipelineThread(settingsWithRoles(settings, ['classify']), await store.handle(), () => {})
  const pass = async (name: string, part: readonly string[]): Promise<void> => {
    const collector = replayCollector({ name, input: lines(name, part), format: 'ndjson', now: Date.now })
    const collected = collect({ store, now: Date.now }, collector, signal)
    await drain(frameOf(store, logger(settings, 'bench')), stages, { until: collected, signal, seen: () => null, elsewhere: [CLASSIFIER] })
  }
  await pass('warm-up', texts.slice(0, WARM_UP))
  const begun = performance.now()
  const cpu = process.cpuUsage()
  const writes = process.resourceUsage().fsWrite
  await pass('bench', texts)
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const written = (process.resourceUsage().fsWrite - writes) * BLOCK_BYTES
  await classifier.stop()
  await store.close()
  rmSync(folder, { recursive: true })
  return {
    postsPerSecond: texts.length / seconds,
    cpuUsPerPost: (user + system) / texts.length,
    writtenKbPerPost: written / 1000 / texts.length,
  }
}

async function* lines(name: string, texts: readonly string[]): AsyncGenerator<string> {
  for (const [index, text] of texts.entries()) yield `${JSON.stringify({ id: `vk:comment:-${name}_${index}`, text })}\n`
}

/** The peer: SQLite alone, one transaction per batch that reads a queue, writes the next one and upserts a document. */
function bareLoop(texts: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
  const db = new DatabaseSync(join(folder, 'bare.db'))
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
  db.exec(
    'CREATE TABLE queue (id INTEGER PRIMARY KEY, value TEXT); CREATE TABLE done (id INTEGER PRIMARY KEY, value TEXT); CREATE TABLE doc (id TEXT PRIMARY KEY, value TEXT)',
  )
  const [put, take, pass, upsert] = [
    db.prepare('INSERT INTO queue (value) VALUES (?)'),
    db.prepare('SELECT id, value FROM queue WHERE id > ? ORDER BY id LIMIT ?'),
    db.prepare('INSERT INTO done (value) VALUES (?)'),
    db.prepare('INSERT INTO doc (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value'),
  ]
  const begun = performance.now()
  db.exec('BEGIN')
  for (const [index, text] of texts.entries()) put.run(JSON.stringify({ id: String(index), text }))
  db.exec('COMMIT')
  for (let last = 0; last < texts.length;) {
    db.exec('BEGIN')
    for (const row of take.all(last, BATCH)) {
      const value = JSON.stringify(JSON.parse(String(row.value)))
      pass.run(value)
      upsert.run(String(row.id), value)
      last = Number(row.id)
    }
    db.exec('COMMIT')
  }
  const seconds = (performance.now() - begun) / 1000
  db.close()
  rmSync(folder, { recursive: true })
  return texts.length / seconds
}

/** The whole path for these texts beside its peer. */
export async function measuredPath(texts: readonly string[]): Promise<readonly Measurement[]> {
  keepHeapsSmall()
  const peer = bareLoop(texts)
  const own = await wholePath(texts)
  const letters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  return [
    { what: 'whole path', unit: 'posts/s', value: own.postsPerSecond, bar: '≥ 2000' },
    { what: 'processor time, all threads', unit: 'µs/post', value: own.cpuUsPerPost, bar: null },
    { what: 'written, write-ahead file and database', unit: 'kB/post', value: own.writtenKbPerPost, bar: null },
    { what: 'bare SQLite consume–produce–upsert (peer)', unit: 'posts/s', value: peer, bar: null },
    { what: 'letters of a text', unit: 'letters', value: letters, bar: null },
    { what: 'RSS', unit: 'MB', value: process.memoryUsage().rss / 1e6, bar: '≤ 600' },
  ]
}
