import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Page } from 'puppeteer-core'

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8')

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

/** axe finds nothing to say against the page as it stands. `what` names it in the failure. */
export async function expectAccessible(page: Page, what = page.url()): Promise<void> {
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async () => {
    const result = await (globalThis as unknown as { axe: Axe }).axe.run()
    return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
  })
  expect(violations, what).to.deep.equal([])
}
