import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { deadLetters } from '../../../app/dead-letters.ts'
import { drain } from '../../../app/flows/drain.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { frameOf, stagesOf } from '../../../app/pipeline.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { settingsWithRoles } from '../../../config/settings.ts'
import { maskedPost } from '../../../console/server/mask.ts'
import { caseIdOf } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { PostId } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { aPost } from '../../builders/post.ts'

const LONGEST = 100_000
const MOST_BYTES = 100_000

/** As long as a message may be, and nothing but words that are hidden, with what stands between them. `hidden`: the same with each of them
 *  hidden, which is the most that may show; `begins`: what shows of it first, letter by letter. */
const TEXTS = (
  [
    ['side by side', 'х*й ', '••• ', '••••••••'],
    ['each after a mark', 'х*й, бл@ть! ', '•••, •••••! ', '••••••••••••'],
    ['each after another word', 'х*й а ', '••• а ', '••• а ••• а '],
    ['in a row of kinds', 'нахуй и п***ц, бляди ебать. ', '••••• и •••••, ••••• •••••. ', '••••• и •••••, ••••• •••••. '],
  ] as const
).map(([how, words, hidden, begins], index) => ({
  how,
  id: `vk:wall:-1_${900 + index}` as PostId,
  text: words.repeat(LONGEST / words.length),
  hidden: hidden.repeat(LONGEST / words.length),
  begins,
}))

describe('A message of nothing but words that are hidden', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-masked-'))
  const settings = settingsWithRoles(loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }]), [
    'classify',
    'route',
  ])
  let store: Store
  before(async () => {
    store = await openFolder(settings)
    await store.log.append(TEXTS.map(({ id, text }) => postMessage(aPost({ id, kind: 'post', text }))))
    const { signal } = new AbortController()
    const stages = await stagesOf({ settings, store, signal }, loadRegion('kursk'))
    await drain(frameOf(store, logger(settings, 'test')), stages, { until: Promise.resolve(), signal, seen: () => null })
  })
  after(async () => {
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const { how, id, text, hidden, begins } of TEXTS) {
    it(`becomes a case as any other, all of them hidden: ${how}`, async () => {
      const found = await getCase(store.documents, caseIdOf(id))
      if (found === null) throw new Error('no case')
      const { post, classification } = found.value
      expect(post.text).to.equal(text)
      expect(Buffer.byteLength(JSON.stringify(classification))).to.be.below(MOST_BYTES)
      const shown = maskedPost(post, classification, 'curator').text
      expect(shown).to.have.length(text.length)
      expect(shown.slice(0, begins.length)).to.equal(begins)
      // What stands between may show, and does not where there is too much of it.
      expect(Array.from(shown).findIndex((sign, at) => sign !== '•' && sign !== hidden[at])).to.equal(-1)
    })
  }

  it('goes to no dead letters', async () => {
    for await (const letter of deadLetters(store)) expect.fail(letter.reason)
  })
})
