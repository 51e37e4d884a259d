import { mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MessageChannel, type MessagePort, type Transferable, Worker } from 'node:worker_threads'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import type { Store } from '../../core/store.ts'
import { copyDatabase } from './copy.ts'
import { openDatabase } from './database.ts'
import { embeddedDocuments } from './documents.ts'
import { lockFolder } from './folder-lock.ts'
import { Line } from './line.ts'
import { embeddedLog } from './log.ts'
import { type Control, nothingStored, wireSettlement } from './protocol.ts'
import type { WriterData } from './writer.ts'

export interface EmbeddedOptions {
  /** The one SQLite file; its folder is locked for this process. */
  readonly file: string
  /** How long a silent group member keeps its partitions. */
  readonly leaseMs?: number
}

/** What another thread of the process turns into a store of its own. */
export interface StoreHandle {
  readonly file: string
  readonly port: MessagePort
  /** For `transferList`. */
  readonly transfer: Transferable[]
}

export interface EmbeddedStore extends Store {
  handle(): Promise<StoreHandle>
}

const LEASE_MS = 10_000
/** Requests die young: their texts stand in no heap. */
const YOUNG_GENERATION_MB = 12

/** Opens or makes the file, starts the writer's thread. @throws {Misconfigured} when another process has the folder */
export async function embeddedStore({ file, leaseMs = LEASE_MS }: EmbeddedOptions): Promise<EmbeddedStore> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = lockFolder(file)
  try {
    const writer = new Worker(new URL('./writer.ts', import.meta.url), {
      workerData: { file, leaseMs } satisfies WriterData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    await ready(writer, file)
    const open = (): StoreHandle => {
      const { port1, port2 } = new MessageChannel()
      writer.postMessage({ attach: port1 } satisfies Control, [port1])
      return { file, port: port2, transfer: [port2] }
    }
    const store = await attachStore(open())
    writer.unref()
    return {
      ...store,
      handle: async () => open(),
      async close() {
        await store.close()
        await ended(writer)
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A store over another thread's handle: own read connection, own line to the writer. Closing it leaves the writer running. */
export async function attachStore({ file, port }: StoreHandle): Promise<Store> {
  const db = openDatabase(file, 'read')
  const writer = new Line(port)
  return {
    log: embeddedLog(db, writer),
    documents: embeddedDocuments(db, writer),
    settle: async (settlement) => writer.ask('settle', wireSettlement(settlement)),
    // Messages are appended in the transaction of the write that owes them: nothing is left to move.
    relay: async () => 0,
    async backup(folder) {
      mkdirSync(folder, { mode: 0o700 })
      await copyDatabase(file, join(folder, basename(file)))
    },
    async close() {
      writer.close()
      db.close()
    },
  }
}

/** Resolves once the thread writes. What it dies of later is thrown where nobody catches it: nothing can be stored any more, and a process that
 *  lingered would only seem to work. */
function ready(writer: Worker, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const early = (error: unknown): void => reject(error instanceof Error ? error : new Misconfigured(String(error)))
    writer.once('error', early)
    writer.once('message', () => {
      writer.off('error', early)
      writer.on('error', (error) => {
        throw new Unavailable(nothingStored(file, error), {}, { cause: error })
      })
      resolve()
    })
  })
}

function ended(writer: Worker): Promise<void> {
  return new Promise((resolve) => {
    writer.ref()
    writer.once('exit', () => resolve())
    writer.postMessage({ close: true } satisfies Control)
  })
}
