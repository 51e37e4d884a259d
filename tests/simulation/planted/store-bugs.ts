import { clusterStore } from '../../../app/cluster-store.ts'
import { Conflict } from '../../../core/errors.ts'
import type { DocumentsHalf, LogHalf } from '../../../core/halves.ts'
import type { Settlement, Store } from '../../../core/store.ts'
import type { PlantedBug } from './planted-bug.ts'

type Settle = Store['settle']

/** The cluster store with another way to settle. */
const settling =
  (settle: (right: Settle, settlement: Settlement, log: LogHalf) => ReturnType<Settle>) =>
  (log: LogHalf, documents: DocumentsHalf): Store => {
    const store = clusterStore(log, documents)
    return { ...store, settle: (settlement) => settle(store.settle, settlement, log) }
  }

const lenient = ({ append = [], writes = [], commit }: Settlement): Settlement => ({
  append,
  writes,
  ...(commit !== undefined && { commit }),
})

export const STORE_BUGS: readonly PlantedBug[] = [
  {
    name: 'commit-first',
    about: 'commits its progress before messages and documents are acknowledged',
    parts: {
      store: settling(async (right, { commit, ...rest }, log) => {
        if (commit !== undefined) await log.commit(commit.fence, commit.positions)
        return right(rest)
      }),
    },
  },
  {
    name: 'cursor-first',
    about: "saves a collector's cursor before the page is on the log",
    parts: {
      store: settling(async (right, { append = [], ...rest }) => {
        const results = await right(rest)
        await right({ append })
        return results
      }),
    },
  },
  {
    name: 'marked-before-sent',
    about: 'marks owed messages sent and then sends them',
    parts: {
      store(log, documents) {
        const relay = async (): Promise<number> => {
          const owing = await documents.owing(200)
          await Promise.all(owing.map((one) => one.sent()))
          await log.append(owing.flatMap((one) => one.messages))
          return owing.length
        }
        return { ...clusterStore(log, documents), relay }
      },
    },
  },
  {
    name: 'conflict-swallowed',
    about: 'commits over a write that lost its race',
    parts: {
      store: settling(async (right, settlement) => {
        try {
          return await right(settlement)
        } catch (error) {
          if (!(error instanceof Conflict)) throw error
          const { commit } = settlement
          return right(commit === undefined ? {} : { commit })
        }
      }),
    },
  },
  {
    name: 'not-strict',
    about: "takes another worker's older document for its own newer one",
    parts: { store: settling((right, settlement) => right(lenient(settlement))) },
    plan: { posts: 30, acts: 10, workers: 4 },
  },
]
