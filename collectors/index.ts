import { demo } from './demo.ts'
import { manual } from './manual.ts'
import { replay } from './replay.ts'
import { vk } from './vk.ts'

/** Every way in which messages come in: one line each. What a collector needs and the app does not hand over is an error of types. */
export const COLLECTORS = { vk, demo, replay, manual }
