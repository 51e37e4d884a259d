import { demo } from './demo.ts'
import { manual } from './manual.ts'
import type { ParseBody } from './registered.ts'
import { replay } from './replay.ts'
import { vk } from './vk.ts'

/** Every way in which messages come in: one line each. What a collector needs and the app does not hand over is an error of types. */
export const COLLECTORS = { vk, demo, replay, manual }

/** The collectors whose recorded bodies, and raw items that were set aside, can be read. */
export const PARSERS: ReadonlyMap<string, ParseBody> = new Map(
  Object.entries(COLLECTORS).flatMap(([name, { parse }]) => (parse === undefined ? [] : [[name, parse] as const])),
)
