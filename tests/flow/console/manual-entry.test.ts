import { expect } from 'chai'
import { drain } from '../../../app/flows/drain.ts'
import { logger } from '../../../app/logger.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import type { CaseCard } from '../../../console/server/api.ts'
import { caseIdOf } from '../../../core/case.ts'
import type { PostId } from '../../../core/post.ts'
import { JPEG } from '../../builders/jpeg.ts'
import { offered, servedConsole } from './served-console.ts'

const NOTICED = {
  text: 'Спасибо, что яму у школы № 3 в Курчатове засыпали. Песком.',
  platform: 'ok',
  url: 'https://ok.ru/group/1/topic/2',
  authorName: 'Анна Смирнова',
  createdAt: '1773730200000',
}
const SCREENSHOT = { name: 'экран.jpg', content: JPEG }

describe('A message that a curator types in', function () {
  this.timeout(60_000)
  const { ask, as, store } = servedConsole(offered(), ['curator', 'manager'])

  const enter = (fields: Readonly<Record<string, string>>, screenshot: typeof SCREENSHOT | null = null) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    if (screenshot !== null) form.append('screenshot', new Blob([new Uint8Array(screenshot.content)]), screenshot.name)
    return ask('POST /api/messages', as('curator'), form)
  }
  const postIdOf = (response: { json(): unknown }): PostId => (response.json() as { postId: PostId }).postId

  async function flows(): Promise<void> {
    const settings = settingsWithRoles(loadSettings([{ name: 'test', values: { logLevel: 'silent' } }]), ['classify', 'route'])
    const { signal } = new AbortController()
    const stages = await stagesOf({ settings, store: store(), signal }, loadRegion('kursk'))
    await drain(frameOf(store(), logger(settings, 'test')), stages, { until: Promise.resolve(), signal, seen: () => null })
  }

  const messages = async (): Promise<number> => {
    const ranges = await store().log.ranges('posts')
    return ranges.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  it('is a case for the queue whatever the classifier thinks of it, with its link, its platform, its time and its screenshot', async () => {
    const postId = postIdOf(await enter(NOTICED, SCREENSHOT))
    await flows()
    const response = await ask(`GET /api/cases/${encodeURIComponent(caseIdOf(postId))}`, as('curator'))
    const { state, post } = response.json() as CaseCard
    expect(state).to.equal('in-review')
    expect(post).to.deep.include({ text: NOTICED.text, platform: 'ok', url: NOTICED.url, createdAt: 1_773_730_200_000 })
    expect(post.author.name).to.equal(NOTICED.authorName)
    const shown = await ask(`GET /api/photos/${post.media[0]?.id}`, as('curator'))
    expect([shown.statusCode, shown.headers['content-type']]).to.deep.equal([200, 'image/jpeg'])
    expect(shown.rawPayload.equals(JPEG)).to.equal(true)
  })

  it('shows its screenshot to nobody from whom its author is hidden', async () => {
    const postId = postIdOf(await enter(NOTICED, SCREENSHOT))
    const card = `GET /api/cases/${encodeURIComponent(caseIdOf(postId))}`
    const [photo] = ((await ask(card, as('curator'))).json() as CaseCard).post.media
    expect(((await ask(card, as('manager'))).json() as CaseCard).post.media).to.deep.equal([])
    expect((await ask(`GET /api/photos/${photo?.id}`, as('manager'))).statusCode).to.equal(404)
  })

  it('is one message however often the same act is sent, with or without a time, and it is written down who typed it in', async () => {
    const { createdAt: _, ...timeless } = NOTICED
    const sent = [enter(NOTICED), enter(NOTICED), enter({ ...timeless, key: 'one form' }), enter({ ...timeless, key: 'one form' })]
    const [first, again, keyed, keyedAgain] = (await Promise.all(sent)).map(postIdOf) as [PostId, PostId, PostId, PostId]
    expect([again, keyedAgain]).to.deep.equal([first, keyed])
    expect(keyed).not.to.equal(first)
    const { items } = await store().documents.query<{ action: string; actorId: string }>({
      collection: 'audit',
      where: [{ field: 'objectId', is: first }],
      limit: 10,
    })
    expect(items.map(({ value }) => [value.action, value.actorId])).to.deep.equal([['enter-message', 'account:curator']])
  })

  for (const [what, fields, screenshot, field] of [
    ['without words', { ...NOTICED, text: ' ' }, null, 'text'],
    ['from a platform nobody knows', { ...NOTICED, platform: 'myspace' }, null, 'platform'],
    ['with a link that is none', { ...NOTICED, url: 'javascript:alert(1)' }, null, 'url'],
    ['from the future', { ...NOTICED, createdAt: '99999999999999' }, null, 'createdAt'],
    ['with a screenshot that is no picture', NOTICED, { name: 'экран.jpg', content: Buffer.from('<svg/>') }, 'screenshot'],
  ] as const) {
    it(`is refused ${what}, and nothing is stored`, async () => {
      const before = await messages()
      const response = await enter(fields, screenshot)
      expect(response.statusCode).to.equal(400)
      expect((response.json() as { details: { field: string } }).details.field).to.equal(field)
      expect(await messages()).to.equal(before)
    })
  }
})
