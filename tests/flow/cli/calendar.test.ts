import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openFolder } from '../../../app/open-store.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { PostId } from '../../../core/post.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, deciding, decreed, DETECT, moscow, moscowText, story } from '../../builders/case.ts'
import { closed } from '../../unit/sla-engine/stories.ts'
import { ran } from './ran.ts'

/** As if the region had not known yet that it rests in January. */
const UNAWARE = deciding({}, decreed('2027', { work: ['2027-01-04', '2027-01-05'] }))
const IDS = ['vk:comment:-1_1', 'vk:comment:-1_2'] as const satisfies readonly PostId[]

const DUE_AT = moscow('11.01.2027 17:00')

describe('otklik calendar', function () {
  this.timeout(60_000)
  const data = mkdtempSync(join(tmpdir(), 'otklik-calendar-'))
  after(() => rmSync(data, { recursive: true, force: true }))

  const calendar = (words: string) => ran(['calendar', ...words.split(' '), '--data', data])
  const inStore = async <T>(work: (documents: Awaited<ReturnType<typeof openFolder>>['documents']) => Promise<T>): Promise<T> => {
    const store = await openFolder({ data }, ['roads'])
    try {
      return await work(store.documents)
    } finally {
      await store.close()
    }
  }
  const stored = async (id: PostId) => (await inStore((documents) => getCase(documents, `case:${id}`)))!.value

  before(() =>
    inStore(async (documents) => {
      const open = IDS.map((id) => story('30.12.2026 17:00', UNAWARE, { id, rootId: id }).then('30.12.2026 17:00', CURATOR, DETECT))
      for (const { current } of [...open, closed()]) await documents.write(caseWrite(current, current.facts, { kind: 'create' }))
    }),
  )

  const LINES = IDS.map((id) => `case:${id}  ANSWER  2027-01-04 17:00 → 2027-01-11 17:00`)

  it('shows what would move in the time of the region, and moves nothing', async () => {
    const { code, out, err } = calendar('preview')
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(out.trim().split('\n')).to.deep.equal([...LINES, 'By ru-moscow 2026-11: 2 clocks of 2 cases would move'])
    const lines = calendar('preview --json').out.trim().split('\n')
    const move = { kind: 'ANSWER', from: moscow('04.01.2027 17:00'), to: DUE_AT }
    expect(lines.map((line) => JSON.parse(line) as object)).to.deep.equal([
      ...IDS.map((id) => ({ caseId: `case:${id}`, moved: [move] })),
      { calendarId: 'ru-moscow', calendarVersion: '2026-11', cases: 2, clocks: 2, problems: 0 },
    ])
    expect((await stored(IDS[0])).facts.map(({ type }) => type)).to.deep.equal(['MessageTakenIn', 'MessageDetected'])
  })

  it('moves it once, with an entry in the history of each case', async () => {
    const { code, out, err } = ran(['calendar', 'apply', '--reason', 'Постановление № 1', '--data', data])
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(out.trim().split('\n')).to.deep.equal([...LINES, 'By ru-moscow 2026-11: 2 clocks of 2 cases moved'])
    const { facts, clocks } = await stored(IDS[1])
    expect(facts.at(-1)).to.containSubset({ type: 'CalendarCorrected', reason: 'Постановление № 1', by: { id: 'command-line' } })
    const answer = clocks.find(({ kind }) => kind === 'ANSWER')!
    expect([moscowText(answer.dueAt), answer.generation]).to.deep.equal(['11.01.2027 17:00', 2])
    expect(ran(['calendar', 'apply', '--reason', 'ещё раз', '--data', data]).out).to.equal(
      'By ru-moscow 2026-11: 0 clocks of 0 cases moved\n',
    )
    expect(ran(['verify', '--data', data]).out).to.equal('3 cases checked, 0 problems\n')
  })

  it('is found by its new term', async () => {
    const found = await inStore((documents) =>
      documents.query({ collection: 'cases', where: [{ field: 'answerDueAt', from: DUE_AT, to: DUE_AT + 1 }], limit: 10 }),
    )
    expect(found.items.map(({ id }) => id)).to.deep.equal(IDS.map((id) => `case:${id}`))
  })

  it('makes no folder where nothing is to be changed', () => {
    const nowhere = join(data, 'nowhere')
    const { code, err } = ran(['calendar', 'apply', '--reason', 'x', '--data', nowhere])
    expect(code).to.equal(1)
    expect(err).to.include(`There is nothing to change: ${nowhere}/otklik.db does not exist`)
    expect(existsSync(nowhere)).to.equal(false)
  })

  it('names what is wrong with the words', () => {
    const wrong: readonly (readonly [words: string, said: RegExp])[] = [
      ['show', /say preview or apply/],
      ['apply', /say why: --reason TEXT/],
      ['preview --reason because', /preview takes no --reason/],
      ['apply now --reason because', /"now" is a word too many/],
    ]
    for (const [words, said] of wrong) {
      const { code, err } = calendar(words)
      expect({ words, code }).to.deep.equal({ words, code: 2 })
      expect(err).to.match(said)
    }
  })
})
