import { expect } from 'chai'
import { isBlank } from '../../../core/blank.ts'

const UNSEEN: Readonly<Record<string, string>> = {
  nothing: '',
  'a line of spaces': ' \n\t\u00a0\u3000',
  'spaces of no width': '\u200b\u200c\u200d\u2060\ufeff',
  'marks of direction': '\u200e\u202e\u2069',
  'a soft hyphen': '\u00ad',
  'a selector of variants': '\ufe0f',
  'a Hangul filler': '\u3164\u115f',
  'an empty Braille pattern': '\u2800',
  'a tag': '\u{e0041}',
  'a control character': '\u0000\u0007',
}

describe('A text', () => {
  for (const [what, text] of Object.entries(UNSEEN))
    it(`is blank that holds ${what}, and no longer beside a letter`, () => {
      expect(isBlank(text)).to.equal(true)
      expect(isBlank(`${text}я`)).to.equal(false)
    })

  it('says something by a sign alone', () => {
    for (const sign of ['.', '👍', '👨‍👩‍👧', '❤️', '7', 'é'.normalize('NFD')]) expect(isBlank(sign), sign).to.equal(false)
  })
})
