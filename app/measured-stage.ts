import type { LogMessage } from '../core/message.ts'
import { deadTopic } from '../core/topics.ts'
import { placeOf } from './dead-letters.ts'
import type { Stage } from './flows/consume.ts'
import type { Logger } from './logger.ts'
import { identity } from './message-lines.ts'
import type { Meter } from './meter.ts'

/** A stage that tells what each batch came to; at level debug also every message by its id and trace. */
export function measuredStage(stage: Stage, meter: Meter, log: Logger): Stage {
  const graves = new Set(stage.topics.map(deadTopic))
  const begun = new WeakMap<readonly LogMessage[], { readonly at: number; readonly dead: number }>()
  return {
    ...stage,
    async process(messages, how) {
      const at = performance.now()
      const effects = await stage.process(messages, how)
      begun.set(messages, { at, dead: effects.append?.filter((message) => graves.has(message.topic)).length ?? 0 })
      return effects
    },
    settled(messages) {
      stage.settled?.(messages)
      const { at, dead } = begun.get(messages) ?? { at: performance.now(), dead: 0 }
      const seconds = (performance.now() - at) / 1000
      meter({ kind: 'batch', stage: stage.group, messages: messages.length, dead, seconds })
      if (dead > 0) log.warn({ stage: stage.group, dead }, 'set aside as dead letters')
      if (!log.isLevelEnabled('debug')) return
      for (const message of messages) log.debug({ stage: stage.group, place: placeOf(message), ...identity(message) }, 'settled')
    },
  }
}
