import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { corrected, type Correction, correctionsAhead } from '../../../app/calendar-correction.ts'
import { openFolder } from '../../../app/open-store.ts'
import type { CaseId } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { PostId } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { type Engine, handle } from '../../../sla-engine/handle.ts'
import { CURATOR, deciding, decreed, DETECT, moscow, story, SYSTEM } from '../../builders/case.ts'
import { REFUSE } from '../../unit/sla-engine/stories.ts'

const T0 = '08.05.2026 16:30'
const META = { by: SYSTEM, at: moscow('08.05.2026 16:40') }
/** More than a page of them. */
const CASES = 450

const AS_IT_WAS = deciding()

describe('A correction of the calendar over a store', function () {
  this.timeout(60_000)
  const data = mkdtempSync(join(tmpdir(), 'otklik-correction-'))
  let store: Store
  let engine: Engine
  before(async () => {
    store = await openFolder({ data })
    engine = { store, ...deciding({}, decreed('2026', { off: ['2026-05-12'] })) }
    for (let number = 0; number < CASES; number += 1) await detected(`vk:comment:-1_${number}`, T0)
  })
  after(async () => {
    await store.close()
    rmSync(data, { recursive: true, force: true })
  })

  async function detected(id: PostId, at: string): Promise<void> {
    const { current } = story(at, AS_IT_WAS, { id, rootId: id }).then(at, CURATOR, DETECT)
    await store.documents.write(caseWrite(current, current.facts, { kind: 'create' }))
  }
  const act = (caseId: CaseId, command: Parameters<typeof handle>[2]) =>
    handle(engine, caseId, command, { by: CURATOR, at: META.at, key: `${command.type} ${caseId}` })
  const correcting = (key: string) => corrected(engine, 'Постановление', { ...META, key })
  async function told(corrections: AsyncIterable<Correction>, most = Infinity): Promise<readonly CaseId[]> {
    const found: CaseId[] = []
    for await (const { caseId } of corrections) {
      found.push(caseId)
      if (found.length >= most) break
    }
    return found
  }

  it('goes on where it was interrupted, beside people who act on the same cases', async () => {
    const begun = await told(correcting('first'), 5)
    expect(begun).to.have.length(5)

    // Both stand on the page that the second run has read when it meets the first of its cases.
    const going = correcting('second')
    const { caseId: first } = (await going.next()).value as Correction
    const [commented, refused] = ['case:vk:comment:-1_120', 'case:vk:comment:-1_121'] as const
    expect([(await act(commented, { type: 'comment', text: 'звонили' })).ok, (await act(refused, REFUSE)).ok]).to.deep.equal([true, true])

    const moved = [...begun, first, ...(await told(going))]
    expect(moved).to.have.length(CASES - 1)
    expect(new Set(moved).size).to.equal(CASES - 1)
    expect(moved).not.to.include(refused)
    expect((await getCase(store.documents, commented))?.value.facts.map(({ type }) => type)).to.deep.equal([
      'MessageTakenIn',
      'MessageDetected',
      'CommentAdded',
      'CalendarCorrected',
    ])
    expect(await told(correcting('third'))).to.deep.equal([])
  })

  it('names a case that the calendar does not cover, and goes on with the others', async () => {
    for (const [number, at] of ['27.12.2027 12:00', '29.12.2027 11:00', '27.12.2027 12:00'].entries())
      await detected(`vk:comment:-2_${number}`, at)
    const ending = { store, ...deciding({}, decreed('2027', { off: ['2027-12-28', '2027-12-30'] })) }
    const meta = { by: SYSTEM, at: moscow('29.12.2027 12:30'), key: 'ending' }
    for (const run of [correctionsAhead(store.documents, ending, meta), corrected(ending, 'Постановление', meta)]) {
      const found: Correction[] = []
      for await (const one of run) if (one.caseId.includes('-2_')) found.push(one)
      expect(found.map(({ caseId, moved }) => [caseId, moved.length])).to.deep.equal([
        ['case:vk:comment:-2_0', 1],
        ['case:vk:comment:-2_1', 0],
        ['case:vk:comment:-2_2', 1],
      ])
      expect(found[1]?.problem).to.equal('The calendar ru-moscow 2026-11, decreed ends before the term does')
    }
  })
})
