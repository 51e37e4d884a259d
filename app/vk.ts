import type { Region } from '../config/load-region.ts'
import type { Settings } from '../config/settings.ts'
import type { Collector } from '../core/collector.ts'
import type { Publisher } from '../core/publisher.ts'
import type { Now } from '../core/time.ts'
import type { Logger } from './logger.ts'

/** The VK collector of the region's walls; null without a key. */
export function vkCollectorOf(settings: Settings, _region: Region, _now: Now, log: Logger): Collector | null {
  if (settings.vk.token !== null) log.warn('vk is not wired yet')
  return null
}

export function vkPublisherOf(_settings: Settings, _now: Now): Publisher | null {
  return null
}
