import { expect } from 'chai'
import { archiveWrite } from '../../../app/flows/archive.ts'
import { story } from '../../builders/case.ts'
import { aPost } from '../../builders/post.ts'
import { servedConsole } from './served-console.ts'

const DOORS = ['/api/archive?', '/api/cases?view=all&'] as const
const CONTACTS = [
  '9101234567',
  '910 123 45 67',
  '+380 67 123 45 67',
  'дом 12345',
  '12 34 яма 567',
  '８９１０１',
  '70-12-34',
  'anna@mail.ru',
  't.me/anna_petrova',
  '@anna_petrova',
  'дом 12\u00ad345',
]
/** No words, though something was typed. */
const SIGNS = ['…', '!!!', '—', '🔥', '«»']
const QUESTIONS = ['яма', 'яма на Ленина, 12', 'школа 58', 'яма 2026', '']

describe('A search', function () {
  this.timeout(60_000)
  const { current } = story('17.03.2026 10:00')
  const hidden = ['analyst', 'manager', 'administrator'] as const
  const { ask, as, store } = servedConsole(current, ['curator', 'executor', ...hidden])
  before(() => store().documents.write(archiveWrite({ post: aPost(), classification: current.classification }, { kind: 'create' })))
  const search = (door: string, login: string, q: string) => ask(`GET ${door}q=${encodeURIComponent(q)}`, as(login))

  for (const door of DOORS) {
    for (const role of hidden) {
      it(`of ${door} by the ${role} tells nothing of contacts, and says why`, async () => {
        for (const contact of CONTACTS) {
          const response = await search(door, role, contact)
          expect(response.statusCode, contact).to.equal(400)
          const { error, details } = response.json() as { error: string; details: { field: string; message: string } }
          expect([error, details.field]).to.deep.equal(['bad-input', 'q'])
          expect(details.message).to.include('hidden')
        }
      })

      it(`of ${door} by the ${role} finds words and small numbers as ever`, async () => {
        for (const question of QUESTIONS) expect((await search(door, role, question)).statusCode, question).to.equal(200)
        expect(((await search(door, role, 'яма')).json() as { total: number }).total).to.equal(1)
      })
    }

    it(`of ${door} for nothing but signs finds nothing`, async () => {
      for (const signs of SIGNS) expect(((await search(door, 'curator', signs)).json() as { total: number }).total, signs).to.equal(0)
      for (const blank of ['', '  ']) expect(((await search(door, 'curator', blank)).json() as { total: number }).total, blank).to.equal(1)
    })

    it(`of ${door} by the curator may be for anything`, async () => {
      for (const question of [...CONTACTS, ...QUESTIONS]) expect((await search(door, 'curator', question)).statusCode).to.equal(200)
    })
  }

  it('by the agency may be for anything', async () => {
    for (const contact of CONTACTS) expect((await search(DOORS[1], 'executor', contact)).statusCode).to.equal(200)
  })
})
