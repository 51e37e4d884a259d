import { HEADERS, type NewMessage } from '../core/message.ts'
import type { Logger } from './logger.ts'

/** What a message is found by across all hops: its key names the post or the case of the post, its trace the revision. */
export const identity = ({ key, headers }: Pick<NewMessage, 'key' | 'headers'>) => ({
  key,
  id: headers[HEADERS.id],
  type: headers[HEADERS.type],
  trace: headers[HEADERS.traceParent],
})

/** Tells at level debug of messages that a stage has passed on, a line each. */
export const messageLines =
  (log: Logger, stage: string) =>
  (messages: readonly NewMessage[], done: 'appended' | 'owed' | 'relayed'): void => {
    if (!log.isLevelEnabled('debug')) return
    for (const message of messages) log.debug({ stage, topic: message.topic, ...identity(message) }, done)
  }
