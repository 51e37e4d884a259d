import type { Write, WriteResult } from '../core/documents.ts'
import type { Store } from '../core/store.ts'
import { forwarding } from './forwarding.ts'
import type { Logger } from './logger.ts'
import { messageLines } from './message-lines.ts'

/** The store as one stage has it: at level debug every message that is appended, owed or relayed through it is told of, once that is durable. */
export function toldStore(store: Store, log: Logger, stage: string): Store {
  if (!log.isLevelEnabled('debug')) return store
  const tell = messageLines(log, stage)
  const tellOwed = (write: Write, result: WriteResult | undefined): void => {
    if (result?.kind === 'written') tell(write.outbox ?? [], 'owed')
  }
  return forwarding(store, {
    log: forwarding(store.log, {
      async append(messages) {
        const positions = await store.log.append(messages)
        tell(messages, 'appended')
        return positions
      },
    }),
    documents: forwarding(store.documents, {
      async write(write) {
        const result = await store.documents.write(write)
        tellOwed(write, result)
        return result
      },
    }),
    async settle(settlement) {
      const results = await store.settle(settlement)
      tell(settlement.append ?? [], 'appended')
      settlement.writes?.forEach((write, index) => tellOwed(write, results[index]))
      return results
    },
    relay: (mayGoOn, moved) =>
      store.relay(mayGoOn, (messages) => {
        tell(messages, 'relayed')
        moved?.(messages)
      }),
  })
}
