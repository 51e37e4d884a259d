import { expect } from 'chai'
import { FIELDS } from '../../../console/web/decide/act-fields.ts'
import { type Language, LANGUAGES, language } from '../../../console/web/shell/preferences.state.ts'
import { t, textsOf } from '../../../console/web/text/text.ts'
import type { CaseCard } from '../../../console/web/wire/api-types.ts'
import { ApiError } from '../../../console/web/wire/api.ts'
import { fieldLabel } from '../../../console/web/wire/field-label.ts'
import { problemText } from '../../../console/web/wire/problem-text.ts'

const CARD = {
  classification: { topics: [], refusals: [], place: null },
  suggested: [],
} as unknown as CaseCard

describe('the words for a problem', () => {
  before(() => textsOf('en'))
  after(() => (language.value = 'ru'))
  const inBoth = (words: () => string): Record<Language, string> => {
    const [ru = '', en = ''] = LANGUAGES.map((chosen) => {
      language.value = chosen
      return words()
    })
    return { ru, en }
  }
  const said = (problem: unknown): Record<Language, string> => inBoth(() => problemText(problem))

  it('name no code, whatever the server could not do, and are of the chosen language', () => {
    for (const code of Object.keys(t().problems)) {
      const { ru, en } = said(new ApiError(code, 400, null))
      expect(ru, code).to.match(/^\p{Script=Cyrillic}/u)
      expect(ru, code).not.to.match(/\p{Script=Latin}/u)
      expect(en, code).not.to.match(/\p{Script=Cyrillic}/u)
    }
  })

  it('name the field by its label, and the limit', () => {
    const tooLong = new ApiError('bad-input', 400, { field: 'comment', reason: 'too-long', limit: 5000, message: 'Too big' }, 'ask-rework')
    expect(said(tooLong)).to.deep.equal({
      ru: 'Поле «Замечание исполнителю»: не больше 5000 знаков.',
      en: '“Comment for the executor”: no more than 5000 characters.',
    })
  })

  it('name the value where that says more than the field', () => {
    const notPhoto = { field: 'photo', reason: 'not-a-photo', value: 'смета.pdf', message: 'The photo is neither JPEG, PNG nor WebP' }
    expect(said(new ApiError('bad-input', 400, notPhoto, 'photos')).ru).to.equal(
      'Поле «Добавить снимок»: «смета.pdf» не снимок JPEG, PNG или WebP.',
    )
  })

  it('name a field by the form it stands in', () => {
    const textOf = (act: string): string => said(new ApiError('bad-input', 400, { field: 'text', reason: 'missing' }, act)).ru
    expect(['comment', 'submit', 'messages'].map(textOf)).to.deep.equal([
      'Заполните поле «Текст заметки».',
      'Заполните поле «Текст ответа».',
      'Заполните поле «Текст сообщения».',
    ])
  })

  it('stay general for a field that no form has', () => {
    expect(said(new ApiError('bad-input', 400, { field: 'limit', reason: 'unfit' }, 'cases')).ru).to.match(/^Сервер не понял запрос/)
  })

  it('name how large a file and how long an answer may be', () => {
    expect(said(new ApiError('too-large', 413, { limitBytes: 8_000_000 }, 'photos')).ru).to.match(/не больше 8 МБ/)
    const tooLong = new ApiError('too-long-for-platform', 422, { length: 4100, maxLength: 4096 }, 'submit')
    expect(said(tooLong)).to.deep.equal({
      ru: 'Ответ длиннее, чем допускает площадка: не больше 4096 знаков, сейчас 4100.',
      en: 'The answer is longer than the platform takes: no more than 4096 characters, now 4100.',
    })
  })

  it('call every field of every act as its form does', () => {
    for (const chosen of LANGUAGES) {
      language.value = chosen
      for (const [act, fields] of Object.entries(FIELDS))
        for (const { name, label } of fields(CARD)) expect(fieldLabel(name, act), `${act} ${name}`).to.equal(label)
    }
  })
})
