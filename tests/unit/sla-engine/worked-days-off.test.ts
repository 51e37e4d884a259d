import { expect } from 'chai'
import { calendar } from '../../../sla-engine/calendar/calendar.ts'
import { CalendarSchema } from '../../../sla-engine/calendar/calendar-spec.ts'
import { moscow } from '../../builders/case.ts'

describe('A Saturday that is worked', () => {
  const day = [['09:00', '18:00']]
  const week = { mon: day, tue: day, wed: day, thu: day, fri: day }
  for (const [written, weekend] of [
    ['leaves Saturday out', {}],
    ['writes Saturday as empty', { sat: [], sun: [] }],
  ] as const) {
    for (const [mark, closesAt] of [
      ['work', '28.12.2024 18:00'],
      ['short', '28.12.2024 17:00'],
    ] as const) {
      it(`marked as ${mark} has an ordinary day's hours where the week ${written}`, () => {
        const years = { '2024': { [mark]: ['2024-12-28'] } }
        const marked = calendar(
          CalendarSchema.parse({ id: 'x', version: '1', timeZone: 'Europe/Moscow', week: { ...week, ...weekend }, years }),
        )
        expect(marked.isOpen(moscow('28.12.2024 10:00'))).to.equal(true)
        expect(marked.closeOfWorkingDay(moscow('27.12.2024 10:00'), 1)).to.equal(moscow(closesAt))
      })
    }
  }
})
