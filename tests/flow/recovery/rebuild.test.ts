import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { openFolder, STORE_FILE } from '../../../app/open-store.ts'
import type { Case } from '../../../core/case.ts'
import type { Store } from '../../../core/store.ts'
import { AGENCY_IDS, flow, liveIn } from '../../builders/lived-in.ts'
import { eventually } from '../../contract/subject.ts'
import { rawDocuments } from './raw-documents.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const POSTS = 150

describe('otklik rebuild --from log', function () {
  this.timeout(180_000)
  const root = mkdtempSync(join(tmpdir(), 'otklik-rebuild-'))
  const lived = join(root, 'lived')
  let folders = 0
  before(async () => {
    const store = await openFolder({ data: lived }, AGENCY_IDS)
    await liveIn(store, POSTS)
    await store.close()
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  const fresh = (): string => join(root, `folder-${(folders += 1)}`)
  /** A folder of its own with what the lived one holds. */
  function copied(): string {
    const folder = fresh()
    cpSync(lived, folder, { recursive: true })
    return folder
  }
  function run(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' })
    return { code: status, out: stdout, err: stderr }
  }
  const rebuild = (...args: readonly string[]) => run('rebuild', '--from', 'log', ...args)
  function change(folder: string, sql: string): void {
    const db = new DatabaseSync(join(folder, STORE_FILE))
    db.exec(sql)
    db.close()
  }
  const casesOf = (folder: string): readonly string[] => rawDocuments(join(folder, STORE_FILE), 'cases')
  async function onStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openFolder({ data: folder }, AGENCY_IDS)
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  it('makes every case again as it was, with everything it is found by, and keeps the rest', () => {
    const into = fresh()
    const { code, out, err } = rebuild('--data', lived, '--into', into, '--json')
    expect([code, err]).to.deep.equal([0, ''])
    const said = JSON.parse(out) as { cases: number; facts: number; old: { same: number; changed: string[] } }
    expect(said.cases).to.be.above(50)
    expect(said.facts).to.be.above(said.cases * 3)
    expect(said.old).to.deep.equal({ same: said.cases, changed: [], poorer: [] })
    const facts = casesOf(lived).map((one) => (JSON.parse(one) as { value: Case }).value.facts.map((fact) => fact.type))
    for (const type of ['MessageRevised', 'AlarmFired', 'AnswerPublished', 'CaseReopened', 'ReroutedToAgency', 'AcceptedByAgency'])
      expect(facts.flat(), type).to.include(type)
    expect(casesOf(into)).to.deep.equal(casesOf(lived))
    for (const name of ['posts', 'publications', 'accounts', 'sessions', 'audit', 'photos', 'cursors'] as const) {
      expect(rawDocuments(join(into, STORE_FILE), name), name).to.deep.equal(rawDocuments(join(lived, STORE_FILE), name))
      expect(rawDocuments(join(into, STORE_FILE), name), name).not.to.have.length(0)
    }
    expect(run('verify', '--data', into).out).to.include(', 0 problems')
  })

  for (const ending of ['.part', '.part-wal', '']) {
    it(`goes on after a kill at the sight of ${STORE_FILE}${ending}, and is taken for finished by nobody before`, async () => {
      const into = fresh()
      const child = spawn(process.execPath, [bin, 'rebuild', '--from', 'log', '--data', lived, '--into', into], { stdio: 'ignore' })
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      const file = join(into, STORE_FILE)
      await eventually(async () => existsSync(`${file}${ending}`), Boolean, 30_000)
      child.kill('SIGKILL')
      await gone
      expect(existsSync(file)).to.equal(ending === '')
      if (ending === '') expect(run('replay', '-', '--data', into).err).to.include('"otklik rebuild" has not finished filling this store')
      const { code, err } = rebuild('--data', lived, '--into', into)
      expect([code, err]).to.deep.equal([0, ''])
      expect(casesOf(into)).to.deep.equal(casesOf(lived))
      expect(readdirSync(into).filter((name) => name.includes('.part'))).to.deep.equal([])
    })
  }

  it('fills a store that has lost cases and archive, and looks into answers nobody knows of any more', async () => {
    const folder = copied()
    const before = [casesOf(folder), rawDocuments(join(folder, STORE_FILE), 'posts')]
    for (const name of ['cases', 'posts', 'publications']) change(folder, `DELETE FROM doc_${name}`)
    change(folder, 'DELETE FROM doc_cases__agencies; DELETE FROM fts_cases; DELETE FROM fts_posts')
    const { code, out } = rebuild('--data', folder, '--json')
    expect(code).to.equal(0)
    expect([casesOf(folder), rawDocuments(join(folder, STORE_FILE), 'posts')]).to.deep.equal(before)
    const { publications } = JSON.parse(out) as { publications: number }
    expect(publications).to.be.above(0)
    await onStore(folder, async ({ documents }) => {
      const found = await documents.query<{ state: string }>({ collection: 'publications', limit: 100 })
      expect(found.items.map(({ value }) => value.state)).to.deep.equal(Array.from({ length: publications }, () => 'sending'))
    })
  })

  it('sends posts to the intake once more whose case had not reached the log', async () => {
    const folder = copied()
    const lost = await onStore(folder, async ({ documents }) => {
      const { items } = await documents.query<Case>({ collection: 'cases', limit: 1000 })
      return items
        .filter(({ value }) => value.state === 'in-review')
        .slice(-3)
        .map(({ id }) => id)
    })
    const places = lost.map((id) => `'${id}'`).join()
    // The end of the log is what a store that was lost had not given to it yet.
    change(
      folder,
      `DELETE FROM doc_cases; DELETE FROM doc_cases__agencies; DELETE FROM fts_cases; DELETE FROM messages WHERE key IN (${places}) AND json_extract(headers, '$.ce_type') LIKE 'otklik.case.%'`,
    )
    const { code, out, err } = rebuild('--data', folder, '--leave-out', '--json')
    expect(code, err).to.equal(0)
    expect((JSON.parse(out) as { again: number }).again).to.be.above(0)
    await onStore(folder, async (store) => {
      for (const id of lost) expect(await store.documents.get('cases', id), id).to.equal(null)
      await flow(store, ['route'])
      for (const id of lost) expect(await store.documents.get('cases', id), id).not.to.equal(null)
    })
  })

  it('refuses a store that has cases, one that is worked on, and a folder with something in it', async () => {
    expect(rebuild('--data', lived).err).to.match(/^otklik rebuild: The store has \d+ cases: rebuild never overwrites/)
    expect(rebuild('--data', lived, '--into', copied()).err).to.include('is not empty: rebuild never overwrites')
    await onStore(lived, async () => {
      const { code, err } = rebuild('--data', lived, '--into', fresh())
      expect(code).to.equal(1)
      expect(err).to.match(/^otklik rebuild: Another Otklik process/)
    })
    expect(run('rebuild').code).to.equal(2)
  })

  const POISON: readonly (readonly [what: string, change: string, named: RegExp])[] = [
    ['a fact of an unknown major version', `headers = replace(headers, '.v1"', '.v2"')`, /Unknown major version 2/],
    ['broken JSON', `value = substr(value, 1, 50)`, /Not JSON/],
    ['a fact nobody knows', `value = replace(value, '"type":"MessageDetected"', '"type":"MessageSung"')`, /not a fact this version knows/],
    ['a fact without its clocks', `value = replace(value, '"starts":', '"begins":')`, /starts/],
  ]
  for (const [what, changed, named] of POISON) {
    it(`names ${what} and the case it leaves a hole in, finishes nothing, and can leave it out`, () => {
      const folder = copied()
      change(
        folder,
        `DELETE FROM doc_cases; DELETE FROM doc_cases__agencies; DELETE FROM fts_cases;
         UPDATE messages SET ${changed} WHERE id = (SELECT min(id) FROM messages WHERE json_extract(headers, '$.ce_type') = 'otklik.case.message-detected.v1')`,
      )
      const failed = rebuild('--data', folder)
      expect(failed.code).to.equal(1)
      expect(failed.err)
        .to.match(named)
        .and.match(/facts before #3 are missing/)
      expect(run('start', '--data', folder, '--port', '0').err).to.match(/"otklik rebuild" has not finished filling this store/)
      const { code, out } = rebuild('--data', folder, '--leave-out', '--json')
      expect(code).to.equal(0)
      expect(casesOf(folder)).to.have.length(casesOf(lived).length - 1)
      expect((JSON.parse(out) as { leftOut: unknown[] }).leftOut).to.have.length(2)
    })
  }

  it('names every gap, at the end too: a transaction’s mark and a message that is lost look alike; goes on where it is told to', () => {
    const folder = copied()
    const base = `(SELECT no * 1099511627776 FROM partitions WHERE topic = 'cases' AND partition = 0)`
    change(
      folder,
      `DELETE FROM doc_cases; DELETE FROM doc_cases__agencies; DELETE FROM fts_cases;
       UPDATE messages SET id = -id - 1 WHERE id >= ${base} + 3 AND id < ${base} + 1099511627776;
       UPDATE messages SET id = -id WHERE id < 0;
       UPDATE partitions SET next = next + 2 WHERE topic = 'cases' AND partition = 0`,
    )
    const { code, err } = rebuild('--data', folder)
    expect(code).to.equal(1)
    expect(err.match(/cases\/0: the messages from offset (\d+) to \1 are gone/g)).to.have.length(2)
    expect(rebuild('--data', folder, '--leave-out').code).to.equal(0)
    expect(casesOf(folder)).to.deep.equal(casesOf(lived))
  })

  it('says that the beginning of the log is gone', () => {
    const folder = copied()
    const db = new DatabaseSync(join(folder, STORE_FILE))
    // The first fact of a case that has others.
    const first = db
      .prepare(
        `SELECT min(m.id) AS id, p.no * 1099511627776 AS base, p.partition FROM messages m JOIN partitions p ON p.no = m.id / 1099511627776
         WHERE p.topic = 'cases' GROUP BY m.key HAVING count(*) > 1 LIMIT 1`,
      )
      .get() as { id: number; base: number; partition: number }
    db.close()
    const offset = first.id - first.base
    change(
      folder,
      `DELETE FROM doc_cases; DELETE FROM doc_cases__agencies; DELETE FROM fts_cases;
       DELETE FROM messages WHERE id BETWEEN ${first.base} AND ${first.id};
       UPDATE partitions SET start = ${offset + 1} WHERE topic = 'cases' AND partition = ${first.partition}`,
    )
    const { code, err } = rebuild('--data', folder)
    expect(code).to.equal(1)
    expect(err)
      .to.include(`cases/${first.partition}: the messages from offset 0 to ${offset} are gone`)
      .and.match(/facts before #2 are missing/)
  })

  it('refuses a log that knows less of a case than the store it is to replace', () => {
    const folder = copied()
    change(
      folder,
      `DELETE FROM messages WHERE id = (SELECT no * 1099511627776 + next - 1 FROM partitions WHERE topic = 'cases' AND partition = 0);
       UPDATE partitions SET next = next - 1 WHERE topic = 'cases' AND partition = 0`,
    )
    const { code, err } = rebuild('--data', folder, '--into', fresh())
    expect(code).to.equal(1)
    expect(err).to.match(/the old store has \d+ facts, the log \d+/)
  })
})
