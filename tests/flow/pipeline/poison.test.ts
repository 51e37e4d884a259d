import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drain } from '../../../app/flows/drain.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings, type Layer } from '../../../config/load-settings.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import { poison } from './poison.suite.ts'

poison('in a data folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-poison-'))
  const values: Layer['values'] = { data: folder, demo: false, logLevel: 'silent' }
  const settings = settingsWithRoles(loadSettings([{ name: 'test', values }]), ['classify', 'route'])
  const region = loadRegion('kursk')
  const store = await openFolder(settings)
  const { signal } = new AbortController()
  return {
    store,
    async settled() {
      const stages = await stagesOf({ settings, store, signal }, region)
      await drain(frameOf(store, logger(settings, 'test')), stages, { until: Promise.resolve(), signal, seen: () => null })
    },
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
