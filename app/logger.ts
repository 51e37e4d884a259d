import { pino } from 'pino'
import type { Settings } from '../config/settings.ts'

export type Logger = ReturnType<typeof logger>

/** One JSON line an outcome on standard error; standard output belongs to the commands. */
export function logger(settings: Pick<Settings, 'logLevel'>, thread: string) {
  return pino({ level: settings.logLevel, base: { thread } }, pino.destination({ fd: 2, sync: true }))
}
