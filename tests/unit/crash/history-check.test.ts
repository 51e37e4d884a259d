import { expect } from 'chai'
import type { LogMessage } from '../../../core/message.ts'
import { historyProblems } from '../../flow/crash/history-check.ts'

const message = (offset: number, id: string, key = 'k'): LogMessage => ({
  topic: 't',
  partition: 0,
  offset,
  key,
  value: '{}',
  headers: { ce_id: id },
  at: 0,
})
const orderOf = (one: LogMessage): number => Number(one.headers['ce_id']?.slice(1))
const problems = (messages: LogMessage[], ids: string[] = []) => historyProblems({ messages, expected: { t: ids }, orderOf })

describe('The history checker', () => {
  it('finds nothing in a good history', () => {
    expect(problems([message(0, 'e1'), message(1, 'e2')], ['e1', 'e2'])).to.deep.equal([])
  })

  it('finds a planted loss', () => {
    expect(problems([message(0, 'e1')], ['e1', 'e2'])).to.deep.equal(['t e2 is lost'])
  })

  it('finds a planted double', () => {
    expect(problems([message(0, 'e1'), message(1, 'e1')])).to.include('t e1 stands 2 times')
  })

  it('finds a planted gap', () => {
    expect(problems([message(0, 'e1'), message(2, 'e2')])).to.deep.equal(['t/0 has gaps between its offsets'])
  })

  it('finds a planted swap within a key, and allows one between keys', () => {
    expect(problems([message(0, 'e2'), message(1, 'e1')])).to.deep.equal(['t k is out of order'])
    expect(problems([message(0, 'e2', 'a'), message(1, 'e1', 'b')])).to.deep.equal([])
  })
})
