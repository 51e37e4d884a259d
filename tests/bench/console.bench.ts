import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'puppeteer-core'
import { ensureAccount } from '../../app/accounts.ts'
import { openFolder } from '../../app/open-store.ts'
import type { Write } from '../../core/documents.ts'
import { caseWrite } from '../../sla-engine/case-write.ts'
import { openCase } from '../../sla-engine/open-case.ts'
import { launchChromium } from '../browser/chromium.ts'
import { firstLoad } from '../browser/first-load.ts'
import { otklikProcess } from '../browser/otklik-process.ts'
import { deciding } from '../builders/case.ts'
import { aClassification } from '../builders/classification.ts'
import { aPost } from '../builders/post.ts'
import type { Bench, Measurement } from './bench.ts'
import { barePage, framesWhileScrolling, paintedMs, type Seen, watchPaint } from './painted.ts'
import { benchTexts } from './texts.ts'

const CASES = 10_000
const BATCH = 500
const MOVES = 200
const DECISIONS = 100
const ACCOUNT = { login: 'curator', name: 'Curator', role: 'curator', agencyId: null, password: 'a long password' } as const
const rules = deciding()

export const bench: Bench = {
  name: 'console in Chromium, a queue of 10 000 cases',
  async run() {
    const data = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
    try {
      await plant(data)
      return await measured(data)
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  },
  limit: 'the wait for the next frame of 16.7 ms, and software rendering: a dialog over the page draws all of it anew',
}

async function measured(data: string): Promise<readonly Measurement[]> {
  const otklik = await otklikProcess({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'error' }, [], data)
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1440, height: 900 })
    const { gzipBytes } = await firstLoad(otklik.url)
    await page.goto(otklik.url)
    await page.waitForSelector('[name=login]')
    await page.type('[name=login]', ACCOUNT.login)
    await page.type('[name=password]', ACCOUNT.password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.row[aria-selected=true]')
    return [
      ...(await keys(page)),
      ...(await scrolling(page)),
      ...(await peer(await browser.newPage())),
      { what: 'first load, gzip', unit: 'kB', value: gzipBytes / 1000, bar: '≤ 45' },
    ]
  } finally {
    await browser.close()
    await otklik.stop()
  }
}

/** The Russian layout: the same places, other letters. */
const KEYS = { next: { code: 'KeyJ', key: 'о' }, detect: { code: 'KeyY', key: 'н' }, normal: { code: 'KeyN', key: 'т' } } as const

async function keys(page: Page): Promise<readonly Measurement[]> {
  const session = await page.createCDPSession()
  const press = (name: keyof typeof KEYS, seen: Seen): Promise<number> => pressed(session, page, { ...KEYS[name], seen })
  const moves: number[] = []
  const questions: number[] = []
  const decisions: number[] = []
  for (let count = 0; count < MOVES; count++) moves.push(await press('next', 'moved'))
  for (let count = 0; count < DECISIONS; count++) {
    await page.waitForSelector('.acts [data-act=detect]')
    questions.push(await press('detect', 'asked'))
    decisions.push(await press('normal', 'moved'))
  }
  const bar = '≤ 50'
  return [
    { what: 'next case: key → painted, p95', unit: 'ms', value: quantile(moves, 0.95), bar },
    { what: 'detect: key → question painted, p95', unit: 'ms', value: quantile(questions, 0.95), bar },
    { what: 'decided: key → next case painted, p95', unit: 'ms', value: quantile(decisions, 0.95), bar },
    { what: 'the same, median', unit: 'ms', value: quantile(decisions, 0.5), bar: null },
  ]
}

/** The least a page can do on this machine: a key that changes one attribute, and plain lines in a box that scrolls. */
async function peer(page: Page): Promise<readonly Measurement[]> {
  await page.setViewport({ width: 1440, height: 900 })
  await page.evaluate(barePage, CASES)
  const session = await page.createCDPSession()
  const took: number[] = []
  for (let count = 0; count < MOVES; count++) took.push(await pressed(session, page, { ...KEYS.next, seen: 'moved' }))
  const frames = await page.evaluate(framesWhileScrolling, CASES)
  return [
    { what: 'peer, a bare page: key → painted, p95', unit: 'ms', value: quantile(took, 0.95), bar: null },
    { what: 'peer: scrolling 10 000 plain lines', unit: 'frames/s', value: perSecond(frames), bar: null },
    { what: 'peer: frame while scrolling, p95', unit: 'ms', value: quantile(frames, 0.95), bar: null },
  ]
}

async function pressed(session: CDPSession, page: Page, { code, key, seen }: { code: string; key: string; seen: Seen }): Promise<number> {
  await page.evaluate(watchPaint, seen)
  await session.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key, text: key })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key })
  return page.evaluate(paintedMs)
}

async function scrolling(page: Page): Promise<readonly Measurement[]> {
  const loading = await page.evaluate(framesWhileScrolling, CASES - DECISIONS)
  const loaded = await page.evaluate(framesWhileScrolling, CASES - DECISIONS)
  return [
    { what: 'scrolling all rows while they are read', unit: 'frames/s', value: perSecond(loading), bar: null },
    { what: 'scrolling all rows', unit: 'frames/s', value: perSecond(loaded), bar: '60' },
    { what: 'frame while scrolling, p95', unit: 'ms', value: quantile(loaded, 0.95), bar: '≤ 17' },
    { what: 'longest frame while scrolling', unit: 'ms', value: Math.max(...loaded), bar: null },
  ]
}

const perSecond = (frames: readonly number[]): number => (1000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0)

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

async function plant(data: string): Promise<void> {
  const store = await openFolder({ data })
  await ensureAccount(store, ACCOUNT)
  const texts = benchTexts(CASES)
  for (let from = 0; from < CASES; from += BATCH)
    await store.settle({ writes: texts.slice(from, from + BATCH).map((text, index) => inReview(from + index, text)) })
  await store.close()
}

function inReview(number: number, text: string): Write {
  const id = `vk:comment:-1_${number}` as const
  const opened = openCase({ post: aPost({ id, rootId: id, text }), classification: aClassification() }, null, number * 1000, rules)
  return caseWrite(opened, opened.facts, { kind: 'create' })
}
