import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { COLLECTORS } from '../../../collectors/index.ts'
import type { VkClient } from '../../../collectors/vk/client.ts'
import type { Capabilities } from '../../../core/collector.ts'

const file = (name: string): URL => new URL(`../../../${name}`, import.meta.url)

/** What the page's table says of every collector. */
function pageSays(): Record<string, { readonly capabilities: Capabilities; readonly file: string }> {
  const page = readFileSync(file('docs/adding-a-collector.md'), 'utf8')
  const rows = page.matchAll(/^\| `(\w+)` +\|(.*)\| `(collectors\/[\w./-]+)`.*\|$/gm)
  return Object.fromEntries(
    [...rows].map(([, name = '', cells = '', source = '']) => {
      const [posts, comments, search, edits, deletions, geo] = cells.split('|').map((cell) => cell.trim() === 'yes')
      return [name, { capabilities: { posts, comments, search, edits, deletions, geo } as Capabilities, file: source }]
    }),
  )
}

describe('The registry of collectors', () => {
  const needs = {
    settings: { demo: true, demoPerMinute: 30, vk: { pollMs: 1000, searchQueries: [] } },
    sources: [],
    accounts: [],
    vk: {} as VkClient,
    demoRecords: () => [],
    recall: async () => null,
    now: () => 0,
  }

  it('says of each what the page says of it', () => {
    const registered = Object.entries(COLLECTORS).map(([name, { capabilities }]) => [name, capabilities])
    const documented = Object.entries(pageSays()).map(([name, { capabilities }]) => [name, capabilities])
    expect(documented).to.deep.equal(registered)
  })

  it('names files that are there', () => {
    for (const one of Object.values(pageSays())) expect(existsSync(file(one.file)), one.file).to.equal(true)
  })

  for (const [name, { capabilities, reading }] of Object.entries(COLLECTORS)) {
    if (reading === undefined) continue
    it(`makes the collector ${name} under its name, with what it declares`, () => {
      expect(reading(needs)?.collector).to.deep.include({ name, capabilities })
    })

    it(`makes no ${name} where the settings do not ask for it`, () => {
      expect(reading({ ...needs, vk: null, settings: { ...needs.settings, demo: false } })).to.equal(null)
    })
  }
})
