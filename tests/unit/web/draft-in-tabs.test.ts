import { expect } from 'chai'
import { type DraftInMaking, draftInMaking } from '../../../console/web/draft/draft-in-making.ts'
import type { Written } from '../../../console/web/draft/kept-draft.ts'

const NOTHING: Written = { text: '', attachments: [], accountId: 'club' }
const START = { version: null, written: NOTHING }

interface Tab {
  readonly draft: DraftInMaking
  /** What others have written in the meantime and this tab was not told yet. */
  readonly untold: string[]
}

/** Tabs of one browser: what one keeps, the others see at once; they are told of it when the test says so. */
function tabs() {
  let kept: string | null = null
  const all: Tab[] = []
  const open = (start: { readonly version: string | null; readonly written: Written } = START): Tab => {
    const untold: string[] = []
    const keeper = {
      getItem: () => kept,
      setItem(_: string, value: string) {
        kept = value
        for (const tab of all) if (tab.untold !== untold) tab.untold.push(value)
      },
      removeItem: () => void (kept = null),
    }
    // Each tab is a page of its own: one of them must not find the draft of another in its memory.
    const draft = draftInMaking(keeper, { personId: 'account:1', caseId: `${all.length}` }, start)
    const tab = { draft, untold }
    all.push(tab)
    return tab
  }
  return { open, kept: () => kept }
}

const hear = ({ draft, untold }: Tab): void => {
  for (const value of untold.splice(0)) draft.heard(value)
}
/** Lets all tabs hear until none has anything to say. */
function settle(...all: readonly Tab[]): void {
  for (let round = 0; all.some(({ untold }) => untold.length > 0); round++) {
    if (round > 10) throw new Error('the tabs never come to rest')
    all.forEach(hear)
  }
}
const seen = ({ draft: { written, before } }: Tab) => ({ text: written.value.text, before: before.value.map(({ text }) => text) })

describe('one answer in two tabs', () => {
  it('is the same in both while one person writes in one and then in the other', () => {
    const on = tabs()
    const [one, other] = [on.open(), on.open()]
    one.draft.write({ text: 'Яму' })
    one.draft.write({ text: 'Яму заделали' })
    hear(other)
    expect(seen(other)).to.deep.equal({ text: 'Яму заделали', before: [] })
    other.draft.write({ text: 'Яму заделали.' })
    other.draft.write({ text: 'Яму заделали. ' })
    hear(one)
    expect(seen(one)).to.deep.equal({ text: 'Яму заделали. ', before: [] })
    one.draft.write({ text: 'Яму заделали. Да' })
    hear(other)
    expect([seen(other), one.draft.key()]).to.deep.equal([{ text: 'Яму заделали. Да', before: [] }, other.draft.key()])
  })

  it('loses nothing to a tab that was not told of it', () => {
    const on = tabs()
    const [one, other] = [on.open(), on.open()]
    one.draft.write({ text: 'Сорок минут работы' })
    other.draft.write({ text: '!' })
    expect(seen(other)).to.deep.equal({ text: '!', before: ['Сорок минут работы'] })
    settle(one, other)
    expect(seen(one)).to.deep.equal({ text: 'Сорок минут работы', before: ['!'] })
    expect(seen(on.open()).before).to.have.lengthOf(1)
    other.draft.takeBefore(other.draft.before.value[0]!)
    expect(seen(other).text).to.equal('Сорок минут работы')
  })

  it('keeps both where both wrote before either was told', () => {
    const on = tabs()
    const [one, other, third] = [on.open(), on.open(), on.open()]
    one.draft.write({ text: 'Первое' })
    other.draft.write({ text: 'Второе' })
    third.draft.write({ text: 'Третье' })
    settle(one, other, third)
    for (const tab of [one, other, third]) {
      const { text, before } = seen(tab)
      expect([text, ...before]).to.have.members(['Первое', 'Второе', 'Третье'])
    }
  })

  it('does not take what is written over another version, nor loses it', () => {
    const on = tabs()
    const one = on.open({ version: '2', written: { ...NOTHING, text: 'Вторая' } })
    const other = on.open()
    other.draft.write({ text: 'К первой' })
    settle(one, other)
    expect(seen(one)).to.deep.equal({ text: 'Вторая', before: ['К первой'] })
  })

  it('stays where it was written on after another tab had sent what it knew', () => {
    const on = tabs()
    const [one, other] = [on.open(), on.open()]
    one.draft.write({ text: 'Отправлено' })
    hear(other)
    other.draft.write({ text: 'Отправлено, и ещё' })
    one.draft.sent()
    expect(on.kept()).to.contain('и ещё')
  })
})
