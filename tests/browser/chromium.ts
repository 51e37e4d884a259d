import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const inPath = (name: string): string | null => {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      continue
    }
  }
  return null
}

const found = (): string | null => process.env['OTKLIK_TEST_CHROMIUM'] ?? NAMES.map(inPath).find((file) => file !== null) ?? null

/** The Chromium of this machine; installed by the system's package manager where that is allowed. @throws {Error} one sentence */
function chromium(): string {
  const present = found()
  if (present !== null) return present
  if (process.getuid?.() === 0 && inPath('apt-get') !== null) {
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core'], { stdio: 'ignore' })
    } catch {
      // What could not be installed is told below.
    }
  }
  const installed = found()
  if (installed === null)
    throw new Error('The browser tests need Chromium: install it ("apt-get install chromium") or name it in OTKLIK_TEST_CHROMIUM.')
  return installed
}

/** A machine of the office as its neighbours see it: without TLS a page from there may do less than one from this machine. */
export const NEIGHBOUR = 'otklik.test'

/** It runs as root in a container too. @throws {Error} one sentence, where there is no Chromium */
export const launchChromium = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: chromium(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', `--host-resolver-rules=MAP ${NEIGHBOUR} 127.0.0.1`],
  })
