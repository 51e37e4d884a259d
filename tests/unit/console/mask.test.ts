import { expect } from 'chai'
import { maskedPost } from '../../../console/server/mask.ts'
import { aPost } from '../../builders/post.ts'

describe('What an analyst reads of a post', () => {
  const read = (text: string): string => maskedPost(aPost({ text }), { refusals: [] }, 'analyst').text

  it('hides addresses of electronic mail, wherever they begin', () => {
    expect(read('Пишите: (ivan.petrov+1@mail.ru)')).to.equal(`Пишите: (${'•'.repeat('ivan.petrov+1@mail.ru'.length)})`)
    expect(read('почта:a@b.ru')).to.equal('почта:••••••')
  })

  it('is there at once, though a word is as long as a post may be', () => {
    const long = 'a'.repeat(100_000)
    expect(read(long)).to.equal(long)
    expect(read(`${long}@mail.ru`)).to.equal('•'.repeat(long.length + '@mail.ru'.length))
  }).timeout(5000)
})
